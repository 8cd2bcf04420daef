/* What the functions of this folder share. They are linked with a submission in the place of ThreadSanitizer's library:
   gcc -fsanitize=thread puts a call of __tsan_* before each access to memory, the linker's --wrap leads calls of libc
   here. What is done to shared memory, and what orders processes without a system call, goes to a buffer that the
   tracer reads and empties whenever it stops the process (sandbox/access_reader.h, which knows the same layout). */
#ifndef NOTED_H
#define NOTED_H

#include <stddef.h>
#include <stdint.h>

#define HERE ((uint64_t)(uintptr_t)__builtin_return_address(0))

enum kind {
  kRead = 1,
  kWrite,
  kAtomicLoad,    /* after it; value: memory order */
  kAtomicStore,   /* before it; value: memory order */
  kAtomicUpdate,  /* before it; value: memory order */
  kAtomicUpdated, /* after it; value: memory order */
  kFence,         /* value: memory order */
  kMap,           /* address, size, key: of the object, value: offset in it */
  kUnmap,         /* address, size */
  kRelease,       /* before the call; address: of a lock */
  kAcquire,       /* after it; address 0: from a process that has ended */
  kSemaphoreSet,  /* address or key, value: the semaphore's */
  kSemaphoreGive, /* before sem_post */
  kSemaphoreTake, /* after sem_wait */
  kSemaphoreSeen, /* after sem_getvalue */
  kNamesSeen      /* after a look whether a file is there */
};
enum flag { kVolatile = 0x100 };

/* address: 0 where the object has a key. number: of the access within its process, as arrive() counts. */
struct entry {
  uint64_t address, pc, size, key, value, kind, number;
};

int shared_at(uint64_t address);
/* Before an access to shared memory, an atomic operation there, or a semaphore or lock is taken: the tracer may have
   asked that the process gives way to others just here. */
void arrive(void);
void note_access(uint64_t kind, const volatile void* address, uint64_t size, uint64_t value, uint64_t pc);
void note(uint64_t kind, uint64_t address, uint64_t size, uint64_t key, uint64_t value, uint64_t pc);
/* Likewise, and the tracer sees at once that it was now. */
void tell(uint64_t kind, uint64_t address, uint64_t size, uint64_t key, uint64_t value, uint64_t pc);

static inline void note_read(const void* address, uint64_t size, uint64_t pc) {
  note_access(kRead, address, size, 0, pc);
}
static inline void note_write(const void* address, uint64_t size, uint64_t pc) {
  note_access(kWrite, address, size, 0, pc);
}
void note_string(const char* string, uint64_t most, uint64_t pc);

#endif
