"""The device that tensors and models are put on."""

from __future__ import annotations

import torch

from utils.colab import in_colab


def set_device() -> torch.device:
    """Return the best device there is: an NVIDIA GPU, else an Apple GPU, else the CPU.

    One line says which. In Colab without a GPU a second one says how to get it. Nothing is moved:
    pass the device on, as in `model.to(device)`.
    """
    if torch.cuda.is_available():
        print(f"Device: cuda ({torch.cuda.get_device_name()}).")
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        print("Device: mps (the GPU of this Mac).")
        return torch.device("mps")
    print("Device: cpu.")
    if in_colab():
        print("For a GPU choose Runtime > Change runtime type > T4 GPU, then run all cells again.")
    return torch.device("cpu")
