#ifndef MESSAGES_H
#define MESSAGES_H

void print_dot(void);
void print_pause(int signal_number);
void print_end(int signal_number);

#endif
