"""The packages of the wheel: the one thing that pyproject.toml can't say.

A wheel carries `lessons/pictures/*.png` as `utils/pictures/*.png`, so that notebooks find the
expected pictures where there is no checkout, as in Colab. Quizzes and predictions, `utils/quizzes/`
and `utils/predictions/`, and the compiled catalogs of the grader's messages,
`autograder/catalogs/`, are built where they are packed.
"""

from setuptools import find_packages, setup

PACKAGES = find_packages(include=["autograder", "autograder.*", "utils", "utils.*"])

setup(
    packages=[*PACKAGES, "utils.pictures"],
    package_dir={"utils.pictures": "lessons/pictures"},
    package_data={
        "autograder": ["catalogs/*/LC_MESSAGES/*.mo"],
        "autograder.kernels": ["kernelspec/kernel.json"],
        "utils": ["quizzes/*/*.json", "predictions/*/*.json"],
        "utils.widgets": ["*.js", "*.css"],
        "utils.pictures": ["*.png"],
    },
)
