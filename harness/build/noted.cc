#include "harness/build/noted.h"

namespace ipclab {
namespace {

/// The functions of libc that noted/ stands before.
constexpr std::string_view kWrapped[] = {
    "access",
    "atoi",
    "atol",
    "bzero",
    "dprintf",
    "fgets",
    "fprintf",
    "fputs",
    "fread",
    "fwrite",
    "lstat",
    "memcmp",
    "memcpy",
    "memmove",
    "mempcpy",
    "memset",
    "mmap",
    "mmap64",
    "mremap",
    "munmap",
    "printf",
    "pthread_barrier_wait",
    "pthread_cond_broadcast",
    "pthread_cond_clockwait",
    "pthread_cond_signal",
    "pthread_cond_timedwait",
    "pthread_cond_wait",
    "pthread_mutex_clocklock",
    "pthread_mutex_lock",
    "pthread_mutex_timedlock",
    "pthread_mutex_trylock",
    "pthread_mutex_unlock",
    "pthread_rwlock_rdlock",
    "pthread_rwlock_timedrdlock",
    "pthread_rwlock_timedwrlock",
    "pthread_rwlock_tryrdlock",
    "pthread_rwlock_trywrlock",
    "pthread_rwlock_unlock",
    "pthread_rwlock_wrlock",
    "pthread_spin_lock",
    "pthread_spin_trylock",
    "pthread_spin_unlock",
    "puts",
    "read",
    "recv",
    "sem_clockwait",
    "sem_getvalue",
    "sem_init",
    "sem_open",
    "sem_post",
    "sem_timedwait",
    "sem_trywait",
    "sem_wait",
    "send",
    "shmat",
    "shmdt",
    "snprintf",
    "sprintf",
    "stat",
    "stpcpy",
    "strcat",
    "strchr",
    "strcmp",
    "strcpy",
    "strdup",
    "strlen",
    "strncat",
    "strncmp",
    "strncpy",
    "strrchr",
    "strstr",
    "write",
};

/// The compiler does these itself, where it can, and tells nobody.
constexpr std::string_view kNotBuiltIn[] = {"memcpy", "memmove", "mempcpy", "memset",  "memcmp",  "bzero",   "strlen",
                                            "strcmp", "strncmp", "strchr",  "strrchr", "strstr",  "strdup",  "strcpy",
                                            "stpcpy", "strncpy", "strcat",  "strncat", "sprintf", "snprintf"};

}  // namespace

const std::vector<std::string>& noted_object_flags() {
  // With frame pointers, so that the tracer finds the program's own line behind a wrapped function.
  static const std::vector<std::string> all = {"-std=gnu17", "-O2", "-fno-omit-frame-pointer",
                                               "-fno-optimize-sibling-calls", "-fno-builtin"};
  return all;
}

const std::vector<std::string>& noted_flags() {
  static const std::vector<std::string> all = [] {
    // Each access in the line that says so: the optimizer moves them. And without ThreadSanitizer's own library, which
    // comes with the default ones.
    std::vector<std::string> flags = {"-O0", "-fsanitize=thread", "--param=tsan-distinguish-volatile=1",
                                      "-nodefaultlibs"};
    for (const std::string_view name : kNotBuiltIn) flags.push_back("-fno-builtin-" + std::string(name));
    for (const std::string_view name : kWrapped) flags.push_back("-Wl,--wrap=" + std::string(name));
    return flags;
  }();
  return all;
}

const std::vector<std::string>& noted_libraries() {
  static const std::vector<std::string> all = {"-lpthread", "-lrt", "-lc", "-lgcc"};
  return all;
}

}  // namespace ipclab
