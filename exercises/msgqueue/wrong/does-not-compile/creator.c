#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/ipc.h>
#include <sys/msg.h>

key_t key = 1234;
int   qid;

int main()
{
	if((qid = msgget(key, IPC_CREAT|0666)) == -1) {
		perror("msgget");
		exit(1);
	}
	exit(0);
}
