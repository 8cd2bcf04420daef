/* The buffer of what is noted, and which memory is shared. */
#define _GNU_SOURCE
#include "noted.h"

#include <errno.h>
#include <stdarg.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

enum { kCall = 0x49504c, kAnnounce = 1, kHandOver = 2, kGiveWay = 3, kEntries = 1024, kRanges = 256, kKnown = 1024 };
enum { kAnonymous = 1, kSegment = 2, kFile = 3 };

/* The tracer empties it: it sets `count` to 0 and makes `generation` one more. Where processes take turns, it says so,
   and before the how manieth access the process gives way; and it sets `accesses` to 0 in a child. */
static struct {
  uint64_t magic, entries, generation, count, accesses, gives_way_at, in_turns;
  struct entry entry[kEntries];
} buffer = {0x6465746f6e63706cULL, kEntries, 1, 0, 0, 0, 0, {{0, 0, 0, 0, 0, 0, 0}}};

static struct { uint64_t begin, end; } ranges[kRanges];
static int used_ranges;
static uint64_t lowest = UINT64_MAX, highest;

/* What was noted since the buffer was last emptied need not be noted again. */
static struct { uint64_t address, pc, what; } known[kKnown];

/* prctl with an option that the kernel does not have: it fails, and the tracer has seen it. */
static void call_tracer(unsigned long what, unsigned long number) {
  int before = errno;
  prctl(kCall, what, (unsigned long)&buffer, number, 0);
  errno = before;
}

__attribute__((constructor(101))) static void announce(void) {
  call_tracer(kAnnounce, 0);
}

void arrive(void) {
  uint64_t number = __atomic_add_fetch(&buffer.accesses, 1, __ATOMIC_RELAXED);
  if (number == buffer.gives_way_at) call_tracer(kGiveWay, number);
}

int shared_at(uint64_t address) {
  if (address < lowest || address >= highest) return 0;
  for (int i = 0; i < used_ranges; i++)
    if (address >= ranges[i].begin && address < ranges[i].end) return 1;
  return 0;
}

void note(uint64_t kind, uint64_t address, uint64_t size, uint64_t key, uint64_t value, uint64_t pc) {
  for (int attempt = 0; attempt < 2; attempt++) {
    uint64_t at = __atomic_fetch_add(&buffer.count, 1, __ATOMIC_RELAXED);
    if (at < kEntries) {
      struct entry* entry = &buffer.entry[at];
      entry->address = address;
      entry->pc = pc;
      entry->size = size;
      entry->key = key;
      entry->value = value;
      entry->kind = kind;
      entry->number = __atomic_load_n(&buffer.accesses, __ATOMIC_RELAXED);
      return;
    }
    call_tracer(kHandOver, 0);
  }
}

void tell(uint64_t kind, uint64_t address, uint64_t size, uint64_t key, uint64_t value, uint64_t pc) {
  note(kind, address, size, key, value, pc);
  if (!buffer.in_turns) call_tracer(kHandOver, 0); /* else nobody else goes on before the tracer has read it */
}

void note_access(uint64_t kind, const volatile void* pointer, uint64_t size, uint64_t value, uint64_t pc) {
  uint64_t address = (uint64_t)(uintptr_t)pointer;
  if (size == 0 || !shared_at(address)) return;
  arrive();
  if ((kind & 0xff) <= kWrite) {
    uint64_t what = buffer.generation << 32 ^ size << 16 ^ kind;
    uint64_t i = (address ^ address >> 10 ^ pc * 31) % kKnown;
    if (known[i].address == address && known[i].pc == pc && known[i].what == what) return;
    known[i].address = address;
    known[i].pc = pc;
    known[i].what = what;
  }
  note(kind, address, size, 0, value, pc);
}

void note_string(const char* string, uint64_t most, uint64_t pc) {
  if (string == NULL || !shared_at((uint64_t)(uintptr_t)string)) return;
  uint64_t length = 0;
  while (length < most && string[length] != '\0') length++;
  note_read(string, length + (length < most), pc);
}

static void forget(uint64_t begin, uint64_t end) {
  int kept = 0;
  for (int i = 0; i < used_ranges; i++) {
    if (ranges[i].begin < end && begin < ranges[i].end) continue;
    ranges[kept++] = ranges[i];
  }
  if (kept == used_ranges) return;
  used_ranges = kept;
  note(kUnmap, begin, end - begin, 0, 0, 0);
}

static void remember(uint64_t begin, uint64_t size, uint64_t key, uint64_t offset, uint64_t pc) {
  forget(begin, begin + size);
  if (used_ranges == kRanges) return;
  ranges[used_ranges].begin = begin;
  ranges[used_ranges++].end = begin + size;
  if (begin < lowest) lowest = begin;
  if (begin + size > highest) highest = begin + size;
  note(kMap, begin, size, key, offset, pc);
}

static uint64_t key_of(uint64_t kind, uint64_t one, uint64_t two) {
  return kind << 60 | ((one << 40 ^ two) & 0xfffffffffffffffULL);
}

void* __real_mmap(void*, size_t, int, int, int, off_t);
void* __wrap_mmap(void* wish, size_t size, int protection, int flags, int fd, off_t offset) {
  static uint64_t anonymous;
  void* got = __real_mmap(wish, size, protection, flags, fd, offset);
  if (got == MAP_FAILED) return got;
  uint64_t begin = (uint64_t)(uintptr_t)got, length = (size + 4095) / 4096 * 4096;
  struct stat facts;
  int before = errno;
  if ((flags & MAP_TYPE) == MAP_PRIVATE) {
    forget(begin, begin + length);
  } else if (flags & MAP_ANONYMOUS || fstat(fd, &facts) == -1 || S_ISCHR(facts.st_mode)) {
    remember(begin, length, key_of(kAnonymous, (uint64_t)getpid(), ++anonymous), 0, HERE);
  } else {
    remember(begin, length, key_of(kFile, facts.st_dev, facts.st_ino), (uint64_t)offset, HERE);
  }
  errno = before;
  return got;
}
void* __wrap_mmap64(void* wish, size_t size, int protection, int flags, int fd, off_t offset)
    __attribute__((alias("__wrap_mmap")));

int __real_munmap(void*, size_t);
int __wrap_munmap(void* address, size_t size) {
  uint64_t begin = (uint64_t)(uintptr_t)address;
  int result = __real_munmap(address, size);
  if (result == 0) forget(begin, begin + (size + 4095) / 4096 * 4096);
  return result;
}

void* __real_mremap(void*, size_t, size_t, int, void*);
void* __wrap_mremap(void* address, size_t from, size_t to, int flags, ...) {
  va_list more;
  va_start(more, flags);
  void* wish = flags & MREMAP_FIXED ? va_arg(more, void*) : NULL;
  va_end(more);
  void* got = __real_mremap(address, from, to, flags, wish);
  if (got != MAP_FAILED && got != address) forget((uint64_t)(uintptr_t)address, (uint64_t)(uintptr_t)address + from);
  return got;
}

void* __real_shmat(int, const void*, int);
void* __wrap_shmat(int id, const void* wish, int flags) {
  void* got = __real_shmat(id, wish, flags);
  struct shmid_ds facts;
  int before = errno;
  if (got != (void*)-1 && shmctl(id, IPC_STAT, &facts) == 0)
    remember((uint64_t)(uintptr_t)got, facts.shm_segsz, key_of(kSegment, 0, (uint64_t)id), 0, HERE);
  errno = before;
  return got;
}

int __real_shmdt(const void*);
int __wrap_shmdt(const void* address) {
  int result = __real_shmdt(address);
  if (result == 0) forget((uint64_t)(uintptr_t)address, (uint64_t)(uintptr_t)address + 1);
  return result;
}
