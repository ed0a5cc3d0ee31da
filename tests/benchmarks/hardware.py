"""What the figures were measured on."""

import platform
from pathlib import Path

import llvmlite.binding


def processor():
    described = Path("/proc/cpuinfo")
    names = (
        [line.partition(":")[2].strip() for line in described.read_text().splitlines() if line.startswith("model name")]
        if described.exists()
        else []
    )
    return names[0] if names else platform.processor() or platform.machine()


def vectors():
    has = llvmlite.binding.get_host_cpu_features()
    return next((label for key, label in (("avx512f", "AVX-512"), ("avx2", "AVX2"), ("neon", "NEON")) if has.get(key)), "SSE2")


def machine():
    return f"one core of {processor()}, {vectors()}, Python {platform.python_version()}"
