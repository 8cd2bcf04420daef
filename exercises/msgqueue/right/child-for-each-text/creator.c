// expect: pass
// The sender has a child send each text; the receiver lets its buffer grow as messages turn out not to fit.
#include <errno.h>
#include <error.h>
#include <sys/msg.h>
int main(void)
{
    for (;;) {
        if (msgget(1234, 0) != -1) return 0;
        if (errno != ENOENT) error(1, errno, "msgget");
        if (msgget(1234, IPC_CREAT | IPC_EXCL | 0666) != -1) return 0;
        if (errno != EEXIST) error(1, errno, "msgget");
    }
}
