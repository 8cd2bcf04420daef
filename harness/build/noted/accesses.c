/* What gcc calls at each access. */
#include "noted.h"

void __tsan_init(void);
void __tsan_init(void) {}
void __tsan_func_entry(void*);
void __tsan_func_entry(void* from) {
  (void)from;
}
void __tsan_func_exit(void);
void __tsan_func_exit(void) {}
void __tsan_vptr_update(void**, void*);
void __tsan_vptr_update(void** at, void* value) {
  (void)at, (void)value;
}

#define ACCESS(name, kind, size)          \
  void __tsan_##name(void*);              \
  void __tsan_##name(void* at) {          \
    note_access(kind, at, size, 0, HERE); \
  }
#define ACCESSES(size)                                           \
  ACCESS(read##size, kRead, size)                                \
  ACCESS(write##size, kWrite, size)                              \
  ACCESS(unaligned_read##size, kRead, size)                      \
  ACCESS(unaligned_write##size, kWrite, size)                    \
  ACCESS(volatile_read##size, kRead | kVolatile, size)           \
  ACCESS(volatile_write##size, kWrite | kVolatile, size)         \
  ACCESS(unaligned_volatile_read##size, kRead | kVolatile, size) \
  ACCESS(unaligned_volatile_write##size, kWrite | kVolatile, size)
ACCESSES(1)
ACCESSES(2)
ACCESSES(4)
ACCESSES(8)
ACCESSES(16)

void __tsan_read_range(void*, unsigned long);
void __tsan_read_range(void* at, unsigned long size) {
  note_read(at, size, HERE);
}
void __tsan_write_range(void*, unsigned long);
void __tsan_write_range(void* at, unsigned long size) {
  note_write(at, size, HERE);
}

/* Atomic operations in shared memory: the tracer sees a store before it is done and a load when it has been done, so
   that a value that is read was never written later. The order is always the strictest one; which one the program asked
   for is noted. */
static int arrive_at(const volatile void* at) {
  if (!shared_at((uint64_t)(uintptr_t)at)) return 0;
  arrive();
  return 1;
}
static void tell_atomic(uint64_t kind, const volatile void* at, uint64_t size, int order, uint64_t pc) {
  tell(kind, (uint64_t)(uintptr_t)at, size, 0, (uint64_t)(unsigned)order, pc);
}

#define ATOMIC_UPDATE(bits, type, name)                                         \
  type __tsan_atomic##bits##_##name(volatile type*, type, int);                 \
  type __tsan_atomic##bits##_##name(volatile type* at, type value, int order) { \
    int shared = arrive_at(at);                                                 \
    if (shared) tell_atomic(kAtomicUpdate, at, sizeof *at, order, HERE);        \
    type result = UPDATE_##name(at, value);                                     \
    if (shared) tell_atomic(kAtomicUpdated, at, sizeof *at, order, HERE);       \
    return result;                                                              \
  }
#define UPDATE_exchange(at, value) __atomic_exchange_n(at, value, __ATOMIC_SEQ_CST)
#define UPDATE_fetch_add(at, value) __atomic_fetch_add(at, value, __ATOMIC_SEQ_CST)
#define UPDATE_fetch_sub(at, value) __atomic_fetch_sub(at, value, __ATOMIC_SEQ_CST)
#define UPDATE_fetch_and(at, value) __atomic_fetch_and(at, value, __ATOMIC_SEQ_CST)
#define UPDATE_fetch_or(at, value) __atomic_fetch_or(at, value, __ATOMIC_SEQ_CST)
#define UPDATE_fetch_xor(at, value) __atomic_fetch_xor(at, value, __ATOMIC_SEQ_CST)
#define UPDATE_fetch_nand(at, value) __atomic_fetch_nand(at, value, __ATOMIC_SEQ_CST)

#define ATOMIC_EXCHANGE_IF(bits, type, name)                                                                       \
  _Bool __tsan_atomic##bits##_##name(volatile type*, type*, type, int, int);                                       \
  _Bool __tsan_atomic##bits##_##name(volatile type* at, type* expected, type value, int order, int failed_order) { \
    int shared = arrive_at(at);                                                                                    \
    if (shared) tell_atomic(kAtomicUpdate, at, sizeof *at, order, HERE);                                           \
    _Bool done = __atomic_compare_exchange_n(at, expected, value, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);          \
    if (shared) tell_atomic(kAtomicUpdated, at, sizeof *at, done ? order : failed_order, HERE);                    \
    return done;                                                                                                   \
  }

#define ATOMICS(bits, type)                                                                                \
  type __tsan_atomic##bits##_load(const volatile type*, int);                                              \
  type __tsan_atomic##bits##_load(const volatile type* at, int order) {                                    \
    int shared = arrive_at(at);                                                                            \
    type value = __atomic_load_n(at, __ATOMIC_SEQ_CST);                                                    \
    if (shared) tell_atomic(kAtomicLoad, at, sizeof *at, order, HERE);                                     \
    return value;                                                                                          \
  }                                                                                                        \
  void __tsan_atomic##bits##_store(volatile type*, type, int);                                             \
  void __tsan_atomic##bits##_store(volatile type* at, type value, int order) {                             \
    if (arrive_at(at)) tell_atomic(kAtomicStore, at, sizeof *at, order, HERE);                             \
    __atomic_store_n(at, value, __ATOMIC_SEQ_CST);                                                         \
  }                                                                                                        \
  ATOMIC_UPDATE(bits, type, exchange)                                                                      \
  ATOMIC_UPDATE(bits, type, fetch_add)                                                                     \
  ATOMIC_UPDATE(bits, type, fetch_sub)                                                                     \
  ATOMIC_UPDATE(bits, type, fetch_and)                                                                     \
  ATOMIC_UPDATE(bits, type, fetch_or)                                                                      \
  ATOMIC_UPDATE(bits, type, fetch_xor)                                                                     \
  ATOMIC_UPDATE(bits, type, fetch_nand)                                                                    \
  ATOMIC_EXCHANGE_IF(bits, type, compare_exchange_strong)                                                  \
  ATOMIC_EXCHANGE_IF(bits, type, compare_exchange_weak)                                                    \
  type __tsan_atomic##bits##_compare_exchange_val(volatile type*, type, type, int, int);                   \
  type __tsan_atomic##bits##_compare_exchange_val(volatile type* at, type expected, type value, int order, \
                                                  int failed_order) {                                      \
    int shared = arrive_at(at);                                                                            \
    if (shared) tell_atomic(kAtomicUpdate, at, sizeof *at, order, HERE);                                   \
    _Bool done = __atomic_compare_exchange_n(at, &expected, value, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST); \
    if (shared) tell_atomic(kAtomicUpdated, at, sizeof *at, done ? order : failed_order, HERE);            \
    return expected;                                                                                       \
  }
ATOMICS(8, uint8_t)
ATOMICS(16, uint16_t)
ATOMICS(32, uint32_t)
ATOMICS(64, uint64_t)

void __tsan_atomic_thread_fence(int);
void __tsan_atomic_thread_fence(int order) {
  note(kFence, 0, 0, 0, (uint64_t)(unsigned)order, HERE);
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
}
void __tsan_atomic_signal_fence(int);
void __tsan_atomic_signal_fence(int order) {
  (void)order;
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
}
