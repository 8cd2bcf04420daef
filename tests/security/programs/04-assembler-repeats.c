// row 4: the assembler is told to repeat
// finds: build.error
__asm__(".rept 2000000000\n.quad 1\n.endr");
int main(void) { return 0; }
