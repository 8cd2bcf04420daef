// row 55: what is no text
// finds: ipc.leak.fifo
#include "attack.h"
int main(void) {
  fwrite("\0\xff\xfe\xc0\x80\xed\xa0\x80\0", 1, 9, stdout);
  mkfifo("\xff\xfe\xc0\x80", 0600);
  return 0;
}
