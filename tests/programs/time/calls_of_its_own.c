/* Makes calls about timers and time limits with known contents of all registers, of the memory below its stack and of its
   set of blocked signals, and says what was not the same afterwards. */
#include "units.h"
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#if defined(__x86_64__)
enum { RBX, RBP, R12, R13, R14, R15, RDI, RSI, RDX, R10, R8, R9, RAX, ALL };
static long seen[ALL], number, args[6];
static unsigned long below[256], pattern[256];
/* The 2 KiB below the stack are filled before the call and copied after it. */
static void bare_call(void)
{
    __asm__ volatile(
        "lea -128(%%rsp), %%rsp\n push %%rbp\n push %%rbx\n"
        "lea %[pattern], %%rsi\n lea -2048(%%rsp), %%rdi\n mov $256, %%ecx\n rep movsq\n"
        "mov %[number], %%rax\n mov %[args], %%rdi\n mov 8+%[args], %%rsi\n mov 16+%[args], %%rdx\n"
        "mov 24+%[args], %%r10\n mov 32+%[args], %%r8\n mov 40+%[args], %%r9\n"
        "mov $0x5b, %%rbx\n mov $0x5c, %%rbp\n mov $0x5d, %%r12\n mov $0x5e, %%r13\n mov $0x5f, %%r14\n mov $0x60, %%r15\n"
        "syscall\n"
        "mov %%rbx, %[seen]\n mov %%rbp, 8+%[seen]\n mov %%r12, 16+%[seen]\n mov %%r13, 24+%[seen]\n"
        "mov %%r14, 32+%[seen]\n mov %%r15, 40+%[seen]\n mov %%rdi, 48+%[seen]\n mov %%rsi, 56+%[seen]\n"
        "mov %%rdx, 64+%[seen]\n mov %%r10, 72+%[seen]\n mov %%r8, 80+%[seen]\n mov %%r9, 88+%[seen]\n"
        "mov %%rax, 96+%[seen]\n"
        "lea -2048(%%rsp), %%rsi\n lea %[below], %%rdi\n mov $256, %%ecx\n rep movsq\n"
        "pop %%rbx\n pop %%rbp\n lea 128(%%rsp), %%rsp\n"
        : [seen] "=m"(seen), [below] "=m"(below)
        : [pattern] "m"(pattern), [number] "m"(number), [args] "m"(args)
        : "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "memory", "cc");
}
static void call(const char *name, long n, long a, long b, long c, long d, long e, long f)
{
    const long given[6] = {a, b, c, d, e, f}, kept[6] = {0x5b, 0x5c, 0x5d, 0x5e, 0x5f, 0x60};
    sigset_t before, after;
    sigprocmask(SIG_SETMASK, NULL, &before);
    number = n;
    memcpy(args, given, sizeof args);
    for (int i = 0; i < 256; i++) pattern[i] = 0x1111111111111111ul * (unsigned long)(i % 15 + 1);
    bare_call();
    sigprocmask(SIG_SETMASK, NULL, &after);
    int changed = memcmp(seen, kept, sizeof kept) != 0 || memcmp(below, pattern, sizeof below) != 0;
    changed |= memcmp(&seen[RDI], args, sizeof args) != 0;
    changed |= memcmp(&before, &after, 8) != 0;
    say(name, seen[RAX]);
    if (changed) say("changed by it", changed);
}
int main(int argc, char **argv)
{
    begin(argc, argv);
    sigset_t some;
    sigemptyset(&some);
    sigaddset(&some, SIGUSR2);
    sigprocmask(SIG_BLOCK, &some, NULL);
    int timer = timerfd_create(CLOCK_MONOTONIC, 0), all = epoll_create1(0), pair[2];
    static struct itimerspec every;
    every.it_value = every.it_interval = span(2);
    static struct epoll_event event = {.events = EPOLLIN};
    static uint64_t count;
    static struct timeval limit, told;
    static socklen_t size = sizeof told;
    static struct pollfd look;
    static char byte;
    limit = span_us(3);
    look.fd = timer, look.events = POLLIN;
    epoll_ctl(all, EPOLL_CTL_ADD, timer, &event);
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair)) return 1;
    call("set", SYS_timerfd_settime, timer, 0, (long)&every, 0, 0x71, 0x72);
    call("read", SYS_read, timer, (long)&count, 8, 0x70, 0x71, 0x72);
    call("epoll", SYS_epoll_wait, all, (long)&event, 1, -1, 0x71, 0x72);
    call("read", SYS_read, timer, (long)&count, 8, 0x70, 0x71, 0x72);
    call("poll", SYS_poll, (long)&look, 1, -1, 0x70, 0x71, 0x72);
    nap(3);
    call("read", SYS_read, timer, (long)&count, 8, 0x70, 0x71, 0x72);
    say("count", (long)count);
    call("limit", SYS_setsockopt, pair[0], SOL_SOCKET, SO_RCVTIMEO, (long)&limit, sizeof limit, 0x72);
    call("told", SYS_getsockopt, pair[0], SOL_SOCKET, SO_RCVTIMEO, (long)&told, (long)&size, 0x72);
    call("receive", SYS_recvfrom, pair[0], (long)&byte, 1, 0, 0, 0);
    call("receive", SYS_read, pair[0], (long)&byte, 1, 0x70, 0x71, 0x72);
    call("wrong", SYS_timerfd_settime, timer, 0, 8, 0, 0x71, 0x72);
    return 0;
}
#else
int main(void)
{
    return 0;
}
#endif
