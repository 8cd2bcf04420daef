// row 47: the file that is looked at is a link to a secret
// scenario: file
// finds: output.mismatch
// never: root:
#include "attack.h"
int main(void) { return symlink("/etc/passwd", "result"); }
