// What a sleeping task waits for: the call it sleeps in, understood with the descriptor tables of that moment.
#pragma once

#include <string>
#include <vector>

#include "harness/model/world.h"

namespace ipclab {

enum class WaitFor {
  PipeData,     ///< reads a pipe or FIFO that is empty
  PipeSpace,    ///< writes to a pipe or FIFO that is full
  FifoPartner,  ///< opens a FIFO of which nobody opens the other end
  Input,        ///< reads what only the grader could give: its standard input, the terminal
  SocketData,   ///< reads a connection
  SocketSpace,  ///< writes to a connection whose other side does not read
  Connection,   ///< accept: a client; connect: a server that accepts
  Message,      ///< receives from a message queue
  QueueSpace,   ///< sends to a full message queue
  Child,        ///< the end of a child
  Semaphore,    ///< a System V or POSIX semaphore
  Event,        ///< the counter of an eventfd
  Mutex,        ///< a pthread mutex
  Condition,    ///< a condition variable
  Thread,       ///< the end of a thread
  Futex,        ///< something else in memory
  Signal,       ///< any signal
  Lock,         ///< a lock on a file
  Time,         ///< sleeps
  Several,      ///< poll, select, epoll on more than one thing
  Other
};

struct Wait {
  int process = 0, task = 0;
  int call = 0;  ///< index into World::calls
  WaitFor what = WaitFor::Other;
  int object = -1;
  int fd = -1;                 ///< the descriptor through which it waits; -1: none
  std::vector<int> processes;  ///< Child: whom it waits for; Signal, Several: whose end would send it SIGCHLD
  std::vector<Polled> polled;  ///< Several: on what
  int other_task = 0;          ///< Mutex: who holds it; Thread: whom it waits for; 0: unknown or ended
};

/// Who waits: the process, and where it has several threads which of them.
std::string name_of_waiter(const World&, const Wait&);

/// The wait of that task, or null when it doesn't wait.
const Wait* wait_of_task(const std::vector<Wait>&, int task);

/// What a polled descriptor is waited for, as a wait of its own.
Wait wait_on(const World&, const World::Standstill&, const Wait&, const Polled&);

/// Everybody who waits in `state`, in the order of the processes' birth.
std::vector<Wait> waits_of(const World&, const World::Standstill& state);

/// "waits for the child to end", "waits for data from the pipe made in line 12": to go on a sentence about the process.
/// `about`: the process that the sentence before was about; a wait for that one is "waits for grep itself". 0: none.
std::string wait_phrase(const World&, const Wait&, int about = 0);

/// Where the process is, in the submission's source: the call it sleeps in, or, when it executes another program, the
/// exec that started that; failing both, the fork that made it or one of those that it descends from. An index into
/// World::calls; -1: unknown.
int place_of(const World&, const World::Standstill& state, int process);

/// The signal that stopped the process and after which nobody let it go on before `event`; 0: it isn't stopped.
int stopped_by(const World&, int process, int event);

/// The process's first wait, or null when it doesn't wait.
const Wait* wait_in(const std::vector<Wait>&, int process);

}  // namespace ipclab
