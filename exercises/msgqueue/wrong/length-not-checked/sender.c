// expect: fail memory.error,exit.status,output.mismatch
// Copies the text into the message without looking at its length.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/ipc.h>
#include <sys/msg.h>

#define MAX_SEND_SIZE 128

struct mymsgbuf {
	long mtype;
	char mtext[MAX_SEND_SIZE];
};

struct mymsgbuf qbuf;
char spare[64];
int qid;

void send_message(int qid, struct mymsgbuf *qbuf, long type, char *text)
{
	qbuf->mtype = type;
	strcpy(qbuf->mtext, text);  // <memory.error>

	if((msgsnd(qid, (struct msgbuf *)qbuf, strlen(qbuf->mtext)+1, 0)) == -1)
	{
		perror("msgsnd");
		exit(1);
	}
}

int main(int argc, char *argv[])
{
	register int i;

	if(argc == 1) {
		fprintf(stderr, "usage: sender text ...\n");
		exit(1);
	}
	if((qid = msgget(1234, 0)) == -1) {
		perror("msgget");
		exit(1);
	}
	for(i = 1; i < argc; i++)
		send_message(qid, (struct mymsgbuf *)&qbuf, 1, argv[i]);
	exit(0);
}
