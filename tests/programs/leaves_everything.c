/* Leaves one of each kind of object behind. */
#include <fcntl.h>
#include <mqueue.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static void need(int ok, const char *what)
{
    if (!ok) {
        perror(what);
        exit(1);
    }
}

int main(void)
{
    struct msgbuf {
        long type;
        char text[4];
    } message = {1, "abc"};
    int queue = msgget(0x1234, IPC_CREAT | 0640);
    need(queue != -1 && msgsnd(queue, &message, sizeof message.text, 0) == 0, "msgget");
    need(shmget(0x2345, 8192, IPC_CREAT | 0600) != -1, "shmget");
    need(semget(IPC_PRIVATE, 3, 0666) != -1, "semget");

    int shared = shm_open("/segment", O_CREAT | O_RDWR, 0600);
    need(shared != -1 && ftruncate(shared, 4096) == 0, "shm_open");
    need(sem_open("/lock", O_CREAT, 0600, 1) != SEM_FAILED, "sem_open");
    struct mq_attr attributes = {.mq_maxmsg = 4, .mq_msgsize = 16};
    mqd_t posix_queue = mq_open("/letters", O_CREAT | O_RDWR, 0600, &attributes);
    need(posix_queue != (mqd_t)-1 && mq_send(posix_queue, "one", 3, 0) == 0 && mq_send(posix_queue, "two", 3, 0) == 0,
         "mq_open");

    need(mkfifo("pipe", 0622) == 0, "mkfifo");
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "/tmp/socket"};
    need(bind(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&address, sizeof address) == 0, "bind");
    int file = open("notes", O_CREAT | O_WRONLY, 0644);
    need(file != -1 && write(file, "12345", 5) == 5, "open");
    return 0;
}
