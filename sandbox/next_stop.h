// The next stop of a traced task, before it is taken. Private to the library; only for the thread that traces.
#pragma once

#include <signal.h>
#include <sys/types.h>

#include <optional>

namespace ipclab::sandbox {

/// Until somebody traced comes to a stop or ends. False: nobody did in that time. The stop may have been taken already.
bool await_a_stop(long microseconds);

/// The stop at which a task stands or its end (man 2 waitid: si_code, si_status), which is left to whoever waits for
/// it; si_pid is 0 where there is none yet. Nothing: there is no such task any more.
std::optional<siginfo_t> pending_stop(pid_t tid);

}  // namespace ipclab::sandbox
