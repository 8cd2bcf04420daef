#pragma once
#include <sys/types.h>

/* Forks and executes args with ends[which] as descriptor `which`. -1 after a message. */
pid_t start_stage(char* args[], int ends[2], int which);
