// expect: fail build.error
// Uses a variable that is declared nowhere.
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
int qid;

void send_message(int qid, struct mymsgbuf *qbuf, long type, char *text)
{
	qbuf->mtype = type;
	strcpy(qbuf->mtext, text);

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
	for(i = 1; i < argc; i++)
		if(strlen(argv[i]) >= MAX_SEND_SIZE) {
			fprintf(stderr, "sender: line too long\n");
			exit(1);
		}
	if((qid = msgget(1234, 0)) == -1) {
		perror("msgget");
		exit(1);
	}
	for(i = 1; i < argc; i++)
		send_message(qid, &buffer, 1, argv[i]); // <build.error>
	exit(0);
}
