// row 47: the file that is looked at would block whoever opens it
// scenario: file
// finds: output.mismatch
#include "attack.h"
int main(void) { return mkfifo("result", 0666); }
