"""What requirements.lock says: exact versions with hashes, and for which platforms and Pythons each is meant."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements.lock"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
"""What an office may have installed; requirements.txt is tried on the first and CI's."""
PLATFORMS = {
    "win_amd64": ["win_amd64"],
    "linux_x86_64": [f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1)] + ["manylinux2014_x86_64", "linux_x86_64"],
    "linux_aarch64": [f"manylinux_2_{minor}_aarch64" for minor in range(28, 16, -1)] + ["manylinux2014_aarch64", "linux_aarch64"],
}
"""The tags of wheels that run there, the best first; glibc 2.28 is Debian 10, 麒麟 V10, 统信 UOS 20."""
SYSTEMS = {"win_amd64": ("win32", "nt", "Windows", "AMD64"), "linux_x86_64": ("linux", "posix", "Linux", "x86_64"),
           "linux_aarch64": ("linux", "posix", "Linux", "aarch64")}


@dataclass(frozen=True)
class Locked:
    """One line of the lock: name and version, where it is wanted, the SHA-256 sums that its files may have."""

    name: str
    version: str
    requirement: Requirement
    hashes: tuple[str, ...]

    def wanted(self, platform: str, python: str) -> bool:
        marker = self.requirement.marker
        return marker is None or marker.evaluate(environment(platform, python))

    def line(self) -> str:
        """For pip, which would judge a marker by the machine that it runs on."""
        return " ".join([f"{self.name}=={self.version}", *(f"--hash=sha256:{one}" for one in self.hashes)])


def read(lock: Path = LOCK) -> list[Locked]:
    return list(_read(lock.read_text("utf-8")))


def _read(text: str) -> Iterator[Locked]:
    for line in re.sub(r"\\\n", " ", text).splitlines():
        if "==" not in line or line.startswith("#"):
            continue
        requirement = Requirement(line.split("--hash")[0].strip())
        yield Locked(canonicalize_name(requirement.name), next(iter(requirement.specifier)).version, requirement,
                     tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", line)))


def environment(platform: str, python: str) -> dict[str, str]:
    """The markers of a machine that is not this one."""
    system, os_name, name, machine = SYSTEMS[platform]
    return {"sys_platform": system, "os_name": os_name, "platform_system": name, "platform_machine": machine,
            "python_version": python, "python_full_version": f"{python}.0", "implementation_name": "cpython",
            "platform_python_implementation": "CPython", "implementation_version": f"{python}.0", "platform_release": "",
            "platform_version": "", "extra": ""}


def tags(platform: str, python: str) -> set[Tag]:
    """What a wheel may be made for to run there."""
    version = tuple(map(int, python.split(".")))
    return {*cpython_tags(version, platforms=PLATFORMS[platform]),
            *compatible_tags(version, f"cp{python.replace('.', '')}", PLATFORMS[platform])}
