// Happens-before: what each process is certain to come after, from what they wait for. Pure.
//
// A process that lets others go on releases something; whoever goes on because of it acquires it, and knows from then
// on all that the first one had done. In doubt somebody knows more: a race may be missed, but none is made up.
#pragma once

#include <compare>
#include <cstdint>
#include <deque>
#include <map>

#include "harness/races/vector_clock.h"

namespace ipclab::races {

/// What processes order themselves by.
struct Thing {
  enum class Kind : std::uint8_t {
    Object,  ///< of the World: a pipe, a socket, a file … `one`: its id; `two`: 1 for the room in it, 2 for its locks
    Queue,   ///< System V; `one`: its id, `two` likewise
    Semaphore,  ///< System V; `one`: the set's id, `two`: the index
    Memory,     ///< a lock, an atomic or a POSIX semaphore in shared memory: the object's key and the offset in it
    Private,    ///< likewise in memory that is not shared: process and address
    Named,      ///< a POSIX semaphore with a name: its key
    Signals,    ///< sent to process `one`; `two` = 1: it stopped, 2: it ended
    Keys,       ///< System V: objects are made and looked for; `one`: a hash of the call's name
    Segments,   ///< attached, detached and looked at
    Names,      ///< of files; `one`: a hash
    Connections,
    Any,  ///< whatever was released
  };
  Kind kind = Kind::Any;
  std::uint64_t one = 0, two = 0;
  auto operator<=>(const Thing&) const = default;  // NOLINT(modernize-use-nullptr): the 0 is the compiler's own
};

/// What made one process know of another: a call, or a function of the library.
struct Cause {
  int event = -1;         ///< index into Record::events; -1: not a call
  int frame = -1;         ///< index into Record::locations
  const char* what = "";  ///< where it is not a call
};

class Order {
 public:
  void fork(int parent, int child, Cause);

  void release(int process, const Thing&);
  void acquire(int process, const Thing&, Cause);
  /// All that `other` has done so far.
  void join(int process, int other, Cause);

  // Semaphores count: the n-th take of one that began at v needs the first n - v gives, and is certain to come after
  // those only.
  void set(int process, const Thing&, std::int64_t value);
  void give(int process, const Thing&, std::int64_t count = 1);
  /// A give that is carried out some time later, if at all: until then, whoever finds nothing to take may come after
  /// it.
  void announce_give(int process, const Thing&);
  void take_back(const Thing&, std::int64_t count);  ///< a give that failed
  void take(int process, const Thing&, Cause, std::int64_t count = 1);
  void see(int process, const Thing&, Cause);  ///< looks at the value, or waits for 0

  /// The present moment of a process, as long as it releases nothing.
  std::uint32_t now(int process) const;
  /// Whether `process` is certain to come after that moment of the other one.
  bool after(int process, int other, std::uint32_t moment) const;
  /// Why `process` knows of `other` what it knows; null: it knows nothing.
  const Cause* last_order(int process, int other) const;

 private:
  /// As many as were given at one moment.
  struct Tokens {
    VectorClock clock;
    std::int64_t count = 0;
  };
  struct Semaphore {
    std::deque<Tokens> tokens;  ///< given and not taken
    std::int64_t owed = 0;      ///< taken before their give was seen
    VectorClock taken;          ///< all gives that the takes so far needed
    VectorClock all;
  };
  struct Process {
    VectorClock clock;
    std::map<int, Cause> causes;  ///< by other process
  };

  Process& of(int process);
  void learn(int process, const VectorClock&, Cause);
  void tick(int process);

  std::map<int, Process> processes_;
  std::map<Thing, VectorClock> things_;
  std::map<Thing, Semaphore> semaphores_;
};

}  // namespace ipclab::races
