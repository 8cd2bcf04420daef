// expect: fail hang.deadlock
// The receiver creates the queue itself where there is none, and waits for messages that nobody can send.
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

void read_message(int qid, struct mymsgbuf *qbuf, long type)
{
	qbuf->mtype = type;
	if(msgrcv(qid, (struct msgbuf *)qbuf, MAX_SEND_SIZE, type, 0) == -1) { // <hang.deadlock>
		perror("msgrcv");
		exit(1);
	}
	printf("received : %s\n", qbuf->mtext);
}

void remove_queue(int qid)
{
	if(msgctl(qid, IPC_RMID, 0) == -1) {
		perror("msgctl");
		exit(1);
	}
}

int main(int argc, char *argv[])
{
	struct mymsgbuf qbuf;
	int qid;
	int count;
	char check[64];

	if(argc != 2) {
		fprintf(stderr, "usage: receiver count\n");
		exit(1);
	}
	count = atoi(argv[1]);
	sprintf(check, "%d", count);
	if(strcmp(check, argv[1]) != 0) {
		fprintf(stderr, "usage: receiver count (a number)\n");
		exit(1);
	}
	if((qid = msgget(1234, IPC_CREAT|0666)) == -1) {
		perror("msgget");
		exit(1);
	}
	while(count--)
		read_message(qid, &qbuf, 1);
	remove_queue(qid);
	exit(0);
}
