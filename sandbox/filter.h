// The seccomp filter of a traced program, as a value: which calls stop for the tracer, which are refused. Pure.
#pragma once

#include <cstdint>
#include <string>

namespace ipclab::sandbox {

/// The data of a SECCOMP_RET_TRACE: what the tracer is told.
constexpr std::uint16_t kObserved = 1;  ///< traced: record it
constexpr std::uint16_t kRefused = 2;   ///< the tracer must skip the call, give EPERM and report it
constexpr std::uint16_t kAsked = 3;     ///< asks for a time that is not the machine's: the tracer answers

/// The program (an array of struct sock_filter) for this machine's architecture: the calls of traced_calls() are
/// traced, those of refused_calls() refused, other architectures' calls (int 0x80, x32) kill the process, the rest is
/// allowed. mmap is traced where it shares (MAP_SHARED) or maps at least 4 MiB; ioctl for FIOCLEX and FIONCLEX; clone
/// with CLONE_UNTRACED or a namespace flag and unshare, setns are refused; prctl is traced; ptrace, seccomp's new
/// listeners and prlimit for another process are refused. `virtual_time`: the calls of asking_calls() are traced, too.
std::string tracing_filter(bool virtual_time = false);

/// The filter for the compiler: nothing traced, the refused calls get EPERM from the kernel itself (clone3: ENOSYS,
/// since a filter cannot see its flags; libc then uses clone).
std::string untraced_filter();

/// What the filter does with a call: for tests. Evaluates classic BPF over struct seccomp_data; returns SECCOMP_RET_….
std::uint32_t evaluate(const std::string& filter, std::uint32_t arch, std::uint32_t number,
                       const std::uint64_t (&args)[6]);

}  // namespace ipclab::sandbox
