// The seccomp filters of a traced program and of the compiler, as values: which calls stop for the tracer, which pass,
// which are refused. Pure, and for either architecture on any machine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ipclab::sandbox {

/// The data of a SECCOMP_RET_TRACE: what the tracer is told.
constexpr std::uint16_t kObserved = 1;  ///< traced: record it
constexpr std::uint16_t kRefused = 2;   ///< the tracer must skip the call, give EPERM and report it
constexpr std::uint16_t kAsked = 3;     ///< asks for a time that is not the machine's: the tracer answers

/// The machine that a filter is for.
enum class Architecture { X86_64, AArch64 };
constexpr Architecture kThisMachine =
#if defined(__aarch64__)
    Architecture::AArch64;
#else
    Architecture::X86_64;
#endif

/// What a call could reach that is not the run's own.
enum class Reach {
  Nothing,             ///< level full
  Machine,             ///< level degraded: no internet sockets, no other process's priority
  MachineAndLoopback,  ///< likewise, with internet sockets, of which the tracer sees the addresses
};

/// The program (an array of struct sock_filter) for a traced program. Denied is what nothing below names: it fails
/// with ENOSYS, as on a kernel without that call.
///   - traced_calls() stop for the tracer; mmap only where it shares (MAP_SHARED) or maps at least 4 MiB, ioctl for
///     FIOCLEX and FIONCLEX, socket and socketpair for local, IPv4 and IPv6 sockets (others: EAFNOSUPPORT);
///   - refused_calls() are told to the tracer as refused, and so are clone with CLONE_UNTRACED or a namespace flag,
///     limits of another process, and requests to a terminal that put words into its input (the tracer refuses more,
///     by arguments that a filter would need long lists for: tracer_calls.cc);
///   - allowed_calls() pass, and of `also_allowed` those that are in allowable_calls();
///   - ioctl passes for what terminals, pipes and sockets know (others: ENOSYS);
///   - with `virtual_time`, asking_calls() stop, too, to be answered or let pass;
///   - calls_without_effect() do nothing and succeed;
///   - other architectures' calls (int 0x80, x32) kill the process.
std::string tracing_filter(const std::vector<std::string>& also_allowed = {}, bool virtual_time = false,
                           Architecture = kThisMachine, Reach = Reach::Nothing);

/// The filter of an open run: the same calls are traced, and nothing is refused but children that the tracer would not
/// see (clone with CLONE_UNTRACED or a namespace flag). Other architectures' calls are allowed and not traced.
std::string open_filter();

/// The filter for the compiler: nothing stops, what is refused gets EPERM from the kernel itself, clone3 ENOSYS (a
/// filter cannot see its flags; libc then uses clone), and there are no sockets. Where it could reach the machine it
/// can signal nobody.
std::string untraced_filter(Architecture = kThisMachine, Reach = Reach::Nothing);

/// What the filter does with a call: for tests. Evaluates classic BPF over struct seccomp_data; returns SECCOMP_RET_….
std::uint32_t evaluate(const std::string& filter, std::uint32_t arch, std::uint32_t number,
                       const std::uint64_t (&args)[6]);

}  // namespace ipclab::sandbox
