// What a program that has just been executed finds in its auxiliary vector (man 3 getauxval).
#pragma once

#include <sys/types.h>

#include "sandbox/random_bytes.h"

namespace ipclab::sandbox {

/// Takes the vDSO away, so that every look at a clock is a call; and puts bytes of ours in the place of the kernel's
/// random ones, from which libc makes its stack guard. The task is stopped at its exec.
void prepare_program(pid_t, RandomBytes*);

}  // namespace ipclab::sandbox
