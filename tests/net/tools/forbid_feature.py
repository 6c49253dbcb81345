#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Run a program that may not use a certain feature of the kernel.

forbid_feature.py AF_... PROGRAM [ARGUMENT]...
        no sockets of this family: they fail with EAFNOSUPPORT, as under a
        systemd unit with RestrictAddressFamilies=
forbid_feature.py io_uring_setup|io_uring_enter PROGRAM [ARGUMENT]...
        not this system call: it fails with EPERM, as in containers
"""

import ctypes
import errno
import os
import socket
import struct
import sys

PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 22, 38
SECCOMP_MODE_FILTER = 2
ALLOW, ERRNO = 0x7FFF0000, 0x00050000
LOAD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06
CALLS = {"io_uring_setup": 425, "io_uring_enter": 426}  # on every machine but alpha
SOCKET = {"x86_64": 41, "aarch64": 198, "riscv64": 198}
NUMBER, ARGUMENT_0 = 0, 16  # in struct seccomp_data; the low half comes first


class Program(ctypes.Structure):
    _fields_ = [("len", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def call(number):
    return [
        (LOAD, 0, 0, NUMBER),
        (JUMP_IF_EQUAL, 0, 1, number),
        (RETURN, 0, 0, ERRNO | errno.EPERM),
    ]


def family(number):
    return [
        (LOAD, 0, 0, NUMBER),
        (JUMP_IF_EQUAL, 0, 3, SOCKET[os.uname().machine]),
        (LOAD, 0, 0, ARGUMENT_0),
        (JUMP_IF_EQUAL, 0, 1, number),
        (RETURN, 0, 0, ERRNO | errno.EAFNOSUPPORT),
    ]


def forbid(rules):
    rules.append((RETURN, 0, 0, ALLOW))
    text = b"".join(struct.pack("=HBBI", *rule) for rule in rules)
    held = ctypes.create_string_buffer(text, len(text))
    program = Program(len(rules), ctypes.addressof(held))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(
        PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0
    ):
        sys.exit(os.strerror(ctypes.get_errno()))


def main():
    what = sys.argv[1]
    forbid(call(CALLS[what]) if what in CALLS else family(getattr(socket, what)))
    os.execvp(sys.argv[2], sys.argv[2:])


main()
