#pragma once
#include <sys/ipc.h>
#include <sys/msg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
enum { KEY = 1234, TEXT = 128 };
struct msgbuf_ { long mtype; char mtext[TEXT]; };
#define FATAL(what) do { perror(what); exit(EXIT_FAILURE); } while (0)
#define USAGE(how) do { fprintf(stderr, "usage: %s\n", how); exit(EXIT_FAILURE); } while (0)
static inline int queue(int flags)
{
    int id = msgget(KEY, flags);
    if (id == -1) FATAL("msgget");
    return id;
}
