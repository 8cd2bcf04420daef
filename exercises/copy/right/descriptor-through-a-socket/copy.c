// expect: pass
// The parent opens DEST and hands the descriptor to its child through a socket (SCM_RIGHTS).
#include <sys/socket.h>
#include <sys/wait.h>
#include <string.h>
#include <unistd.h>
#include <stdio.h>
#include <fcntl.h>
static int sendfd(int s, int fd)
{
    char c = 'f', buf[CMSG_SPACE(sizeof(int))];
    struct iovec io = { &c, 1 };
    struct msghdr m = { .msg_iov = &io, .msg_iovlen = 1, .msg_control = buf, .msg_controllen = sizeof buf };
    struct cmsghdr *h = CMSG_FIRSTHDR(&m);
    h->cmsg_level = SOL_SOCKET; h->cmsg_type = SCM_RIGHTS; h->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(h), &fd, sizeof fd);
    return sendmsg(s, &m, 0) == 1 ? 0 : -1;
}
static int recvfd(int s)
{
    char c, buf[CMSG_SPACE(sizeof(int))];
    struct iovec io = { &c, 1 };
    struct msghdr m = { .msg_iov = &io, .msg_iovlen = 1, .msg_control = buf, .msg_controllen = sizeof buf };
    int fd;
    if (recvmsg(s, &m, 0) != 1 || !CMSG_FIRSTHDR(&m)) return -1;
    memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof fd);
    return fd;
}
int main(int argc, char **argv)
{
    int sv[2], st;
    if (argc != 3) { fprintf(stderr, "usage: copy SRC DEST\n"); return 1; }
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sv)) { perror("socketpair"); return 1; }
    pid_t p = fork();
    if (p < 0) { perror("fork"); return 1; }
    if (!p) {
        close(sv[0]);
        int fd = recvfd(sv[1]);
        if (fd < 0) _exit(1);
        if (dup2(fd, 1) < 0) { perror("dup2"); _exit(1); }
        if (fd != 1) close(fd);
        execlp("cat", "cat", argv[1], (char *)0);
        perror("cat");
        _exit(127);
    }
    close(sv[1]);
    int fd = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0644), bad = fd < 0;
    if (bad) perror(argv[2]);
    else if (sendfd(sv[0], fd)) { perror("sendmsg"); bad = 1; }
    close(sv[0]);
    if (waitpid(p, &st, 0) < 0) { perror("waitpid"); return 1; }
    return bad ? 1 : WIFEXITED(st) ? WEXITSTATUS(st) : 1;
}
