// row 52: escape sequences, carriage returns, text that runs backwards
// finds: ipc.leak.fifo
#include "attack.h"
int main(void) {
  printf("\033[2J\033]0;title\007\r18 of 18 points\xe2\x80\xae drow\x9b31m\033]52;c;ZWNobyBoYWNrZWQ=\007");
  mkfifo("\033[31mred\r\xe2\x80\xae\n::error::x", 0600);
  return 0;
}
