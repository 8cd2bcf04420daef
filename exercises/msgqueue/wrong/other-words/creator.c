#include <stdio.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/stat.h>

int main(void)
{
	int mode = S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH;

	return msgget(1234, IPC_CREAT | mode) == -1 ? (perror("msgget"), 1) : 0;
}
