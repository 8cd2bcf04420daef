// Descriptors of another process, as the tracer can get at them.
#pragma once

#include <sys/types.h>

#include <string>

#include "sandbox/fd.h"

namespace ipclab::sandbox {

/// A copy of descriptor `fd` of process `pid` (man 2 pidfd_getfd): the same open file description. Nothing: there is no
/// such descriptor. To be closed soon, so that the file is not held open.
Fd copy_of_descriptor(pid_t pid, int fd);

/// What /proc/PID/fdinfo tells of it, a line each; empty: there is no such descriptor.
std::string descriptor_details(pid_t pid, int fd);

}  // namespace ipclab::sandbox
