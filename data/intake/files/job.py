"""The memory and time that this process may take on Windows, as resource does elsewhere: a job object around it. Layout and
constants are those of winnt.h, JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

import ctypes
from ctypes import Structure, c_int64, c_size_t, c_uint32, c_uint64

EXTENDED_LIMIT_INFORMATION = 9
PROCESS_TIME, PROCESS_MEMORY, KILL_ON_JOB_CLOSE = 0x2, 0x100, 0x2000
TICKS = 10_000_000
"""In a second."""


class Basic(Structure):
    _fields_ = [("process_time", c_int64), ("job_time", c_int64), ("flags", c_uint32), ("least_in_memory", c_size_t),
                ("most_in_memory", c_size_t), ("processes", c_uint32), ("affinity", c_size_t), ("priority", c_uint32),
                ("scheduling", c_uint32)]


class Extended(Structure):
    _fields_ = [("basic", Basic), ("io", c_uint64 * 6), ("process_memory", c_size_t), ("job_memory", c_size_t),
                ("most_process_memory", c_size_t), ("most_job_memory", c_size_t)]


def limit(kernel, memory: int, seconds: int) -> bool:
    """Puts this process into a job of its own with so many bytes and seconds of processor; whether Windows did. What it starts
    goes with it. kernel: ctypes' kernel32, or what answers as it does."""
    kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = ctypes.c_void_p
    kernel.SetInformationJobObject.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, c_uint32]
    kernel.AssignProcessToJobObject.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    wanted = Extended(process_memory=memory)
    wanted.basic.flags = PROCESS_TIME | PROCESS_MEMORY | KILL_ON_JOB_CLOSE
    wanted.basic.process_time = seconds * TICKS
    job = kernel.CreateJobObjectW(None, None)
    # The handle is never closed: the job lasts as long as the process.
    return bool(job) and bool(kernel.SetInformationJobObject(
        job, EXTENDED_LIMIT_INFORMATION, ctypes.byref(wanted), ctypes.sizeof(wanted))) and bool(
        kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess()))
