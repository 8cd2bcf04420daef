// What programs that are built for it (harness/build/noted.h) tell of themselves: their accesses to shared memory, and
// what orders processes without a call to the kernel. It comes out of a process's own memory: a hostile one can say
// anything, so that nothing may follow from it but findings about these accesses.
#pragma once

#include <cstdint>

namespace ipclab::sandbox {

/// As in harness/build/noted/noted.h, whose numbers these are.
enum class AccessKind : std::uint8_t {
  Read = 1,
  Write,
  AtomicLoad,     ///< told when it was done. value: the memory order
  AtomicStore,    ///< told before it is done
  AtomicUpdate,   ///< likewise: an operation that reads and writes
  AtomicUpdated,  ///< when that was done
  Fence,          ///< value: the memory order
  Map,            ///< memory is shared from here on: address, size, key of the object, value: offset in it
  Unmap,          ///< no longer
  Release,        ///< before a lock is given back. address: its own
  Acquire,        ///< when one was got. address 0: from whoever has ended with it
  SemaphoreSet,   ///< before it is done. value: the semaphore's; address, or key where it has a name
  SemaphoreGive,  ///< before sem_post
  SemaphoreTake,  ///< after sem_wait
  SemaphoreSeen,  ///< after sem_getvalue
  NamesSeen,      ///< after a look whether a file is there
  Last = NamesSeen,
};

struct Access {
  std::size_t event = 0;  ///< it was before the run's event with this index, and after the process's last one before
  int process = 0;
  AccessKind kind = AccessKind::Read;
  bool is_volatile = false;
  int frame = -1;  ///< index into Trace::frames; -1: not in the program's own code
  /// The how manieth place of its process it is at which that can give way (AtCall::access): just before it was done.
  std::uint64_t number = 0;
  std::uint64_t address = 0, size = 0, key = 0, value = 0;
};

}  // namespace ipclab::sandbox
