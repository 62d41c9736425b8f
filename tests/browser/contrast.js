// The contrast of every piece of text inside an element, as WCAG 2.2 (1.4.3) computes it:
// [{text, ratio}]. Colours are composited as the browser does: translucent backgrounds over
// what is behind them, and a text's own alpha and every `opacity` around it over that.
(root) => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return { channels: [red, green, blue], alpha: alpha / 255 };
  };
  const over = (top, alpha, below) => top.map((c, i) => c * alpha + below[i] * (1 - alpha));
  const luminance = (channels) => {
    const [red, green, blue] = channels
      .map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ancestors = (element) => (element ? [...ancestors(element.parentElement), element] : []);
  const contrast = (element) => {
    let background = [255, 255, 255];
    let opacity = 1;
    for (const outer of ancestors(element)) {
      const style = getComputedStyle(outer);
      const { channels, alpha } = rgba(style.backgroundColor);
      opacity *= Number(style.opacity);
      background = over(channels, alpha * opacity, background);
    }
    const style = getComputedStyle(element);
    const { channels, alpha } = rgba(element.closest("svg") ? style.fill : style.color);
    const seen = over(channels, alpha * opacity, background);
    const [dark, light] = [luminance(seen), luminance(background)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const text = texts.currentNode.textContent.trim();
    if (text && element.tagName !== "title" && element.checkVisibility())
      found.push({ text, ratio: contrast(element) });
  }
  return found;
}
