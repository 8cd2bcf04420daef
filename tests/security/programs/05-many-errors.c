// row 5: a flood of error messages
// finds: build.error
#define A(x) x x x x x x x x x x
#define B(x) A(A(A(A(x))))
int main(void) { B(undeclared(@); oh no;) return 0; }
