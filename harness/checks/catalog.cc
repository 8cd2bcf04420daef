// What each finding means: contract, chapter 3, in words for the student who gets it. The texts teach what to look at;
// they never show a solution.
#include <algorithm>
#include <array>

#include "harness/checks/finding.h"

namespace ipclab {
namespace {

using enum Severity;

constexpr auto kCatalog = std::to_array<FindingInfo>({
    {"build.error", Error, "a program does not compile or link",
     "The compiler or the linker refused the source, so there is no program to run. Nothing else of the submission was "
     "judged.",
     "The first error is the one that counts. Those after it often follow from it: a missing brace or an undeclared "
     "type makes the "
     "compiler misread everything behind it.",
     "Mend the first error and compile again, with the command that the exercise states (-std=gnu17 -Wall -Wextra). An "
     "\"undefined "
     "reference\" comes from the linker: a function is declared and nowhere defined, or a library is missing.",
     "man 1 gcc"},
    {"build.warning", Note, "the compiler warned",
     "The source compiles, and gcc with -Wall -Wextra found something in it that is legal C and yet probably not what "
     "was meant.",
     "Many of the mistakes that show as a crash or a wrong output were warned about: a call of a function that was "
     "never declared, "
     "a result that is never looked at, a format that does not fit its argument.",
     "Read the warning literally: it names the line and mostly the remedy. An implicit declaration means a missing "
     "#include; the "
     "SYNOPSIS of the call's man page says which one.",
     "man 1 gcc (Options to Request or Suppress Warnings)"},
    {"build.missing-file", Error, "a source file is not there",
     "The exercise names the files to hand in, and one of them is not in the submission.",
     "A program whose source is missing cannot be built, and every scenario that needs it fails.",
     "Compare the names in the folder with those in the statement: capital letters, hyphens and the ending .c count. "
     "Look also whether "
     "the file lies in a folder deeper than expected.",
     "the exercise's statement"},
    {"output.mismatch", Error, "the output, or a file, is not as stated",
     "What the program printed, or what a file holds at the end, differs from what the exercise states. The message "
     "shows the first "
     "difference, with characters that one does not see made visible: \\n is the end of a line, \\t a tab, \\0 a zero "
     "byte.",
     "Another program can read an output only if it is exactly as agreed. One blank too many is as wrong to it as one "
     "number too many.",
     "Begin at the first difference: everything behind it may follow from it. Text that is there twice points at fork "
     "and a buffer that "
     "was not yet empty; text that is missing at the end points at a program that ended before everything was written.",
     "man 3 stdio, man 1 cmp"},
    {"output.too-much", Error, "more output than the limit",
     "The program wrote more than the scenario allows, and was stopped.",
     "Output without end mostly comes from a loop that does not notice that there is nothing left to do: the other "
     "side is gone, or a "
     "call fails again and again.",
     "Look at the condition under which the printing loop ends, and at what the calls in it return when the other side "
     "has ended.",
     "man 2 read, man 2 write"},
    {"output.lost-in-buffer", Error, "printed text was still in a buffer when the program went",
     "printf does not write: it puts text into a buffer of the process, which is written when it is full, when the "
     "program ends in "
     "the ordinary way, or, at a terminal, at the end of a line. A process that is killed, calls _exit or executes "
     "another program "
     "never gets to write it.",
     "At a terminal everything seems right, since each line is written at once. Into a file or a pipe the same text is "
     "lost.",
     "Run the program with its output in a file (program > out) and compare. Then look at what was printed before the "
     "call that ends or "
     "replaces the process.",
     "man 3 setvbuf, man 3 fflush, man 2 _exit"},
    {"output.copied-by-fork", Error, "text appears twice because fork copied the buffer",
     "fork copies the whole memory of a process, with it the text that printf has put into its buffer and not yet "
     "written. Now both "
     "processes hold it, and both write it.",
     "At a terminal the buffer is empty at each end of a line, so that the mistake shows only when the output goes to "
     "a file or a pipe.",
     "Look at what is printed before fork, and whether it has left the buffer by then.", "man 2 fork, man 3 fflush"},
    {"exit.status", Error, "wrong exit status",
     "The program ended with another exit status than the exercise states. 0 says that everything went well, any other "
     "number that it "
     "did not. The shell shows it in $?.",
     "Shells, make and every other caller have nothing else to go by. A program that fails with status 0 has, to them, "
     "succeeded.",
     "Follow the path to the call that ended the program, or to the end of main. For a program that passes on its "
     "child's status: what "
     "wait stores is not yet the status, it has to be taken apart.",
     "man 3 exit, man 2 wait"},
    {"exit.signal", Error, "killed by a signal of its own making",
     "The kernel ended the process because of something that it did itself: SIGSEGV and SIGBUS for memory that is not "
     "its own, SIGFPE for "
     "a division by zero, SIGABRT from abort or a failed check in the C library, SIGPIPE for writing where no reader "
     "is left. A child that serves one connection of a server and ends by SIGPIPE when its client has gone harms "
     "nobody "
     "and is not meant.",
     "A process that is killed does not clean up: buffers are not written and IPC objects stay. Whoever started it "
     "sees a failure.",
     "Go to the line that the finding names and ask what each pointer and each index in it holds there. For SIGPIPE: "
     "who should have "
     "read, and why did it not any more? gdb, or -fsanitize=address, shows more.",
     "man 7 signal"},
    {"limit.time", Error, "the time limit was hit while a process was still computing",
     "When the time was over a process was neither finished nor waiting for anything: it was still running.",
     "What never comes to an end is mostly a loop whose condition never becomes false.",
     "Look at the loop that the named process was in: what should end it, and does that ever change inside?",
     "man 1 gdb (attach to the running process and look at where it is)"},
    {"limit.cpu", Error, "a process used up its processor time",
     "The process computed for longer than the limit allows, not counting the time in which it slept, and was killed "
     "(SIGXCPU).",
     "The exercises need a few milliseconds of computing. Seconds mean a loop without end, or one that asks again and "
     "again whether "
     "something has happened.",
     "Look at the loop in which the process was: does it wait inside, in a call that sleeps, or does it only ask?",
     "man 2 getrlimit (RLIMIT_CPU)"},
    {"limit.memory", Error, "a process wanted more memory than the limit",
     "The kernel refused to give the process more memory, and the process then failed.",
     "Memory that grows without bound comes mostly from a loop that allocates and never frees, or from a size that was "
     "read wrongly.",
     "Look at each size that goes into malloc, mmap or shmget: where does it come from, and can it be negative or "
     "uninitialised?",
     "man 2 getrlimit (RLIMIT_AS), man 3 malloc"},
    {"limit.processes", Error, "too many processes",
     "fork or pthread_create failed because the scenario's number of processes and threads was reached.",
     "A child that falls back into the loop which makes children doubles their number at each turn, until the machine "
     "is full.",
     "Follow the child after fork with a finger: which line is the last one that it executes? Count how many processes "
     "your program "
     "should have at most.",
     "man 2 fork (ERRORS, EAGAIN)"},
    {"limit.file-size", Error, "a file grew beyond the limit",
     "A process wrote more into a file than the limit allows, and was killed (SIGXFSZ).",
     "Mostly a loop that copies does not notice the end of its input, or writes into the file that it reads.",
     "Look at what the loop does when read returns 0, and which file each descriptor stands for.",
     "man 2 getrlimit (RLIMIT_FSIZE)"},
    {"hang.deadlock", Error, "every process waits and none can ever go on",
     "Each process sleeps in a call, and what would wake it can only be done by a process that sleeps as well. This is "
     "proved, not "
     "timed out: nothing can happen any more, however long one waits.",
     "The program never ends. Its processes, queues and locks stay until somebody removes them by hand.",
     "The finding says who waits for what, and who could have ended the wait. For each call that sleeps ask: which "
     "event ends it, which "
     "process must bring it about, and can that process still do so? The end of file on a pipe comes only when every "
     "process has "
     "closed its writing end, the reader included.",
     "man 7 pipe, man 2 wait, man 2 msgrcv, man 2 semop"},
    {"hang.timeout", Error, "not finished within the time limit",
     "The time was over before the program had ended. No deadlock could be proved: a process may still have been woken "
     "by time or by "
     "somebody outside.",
     "A program that takes far longer than needed is mostly waiting for something that does not come, and looks again "
     "now and then.",
     "Look at the call in which each process was, and at what should have ended it. Sleeping in order to wait for "
     "another process "
     "makes a program slow, and right only by luck.",
     "man 7 time, man 2 nanosleep"},
    {"cpu.busy-wait", Error, "a process burns processor time while it waits",
     "Instead of sleeping until something happens, the process asks again and again whether it has happened.",
     "It takes the processor from the very process that it waits for, drains batteries and heats rooms. And without "
     "synchronisation the "
     "compiler may read the variable once and never look again.",
     "Find the loop that does nothing but look at a variable, a flag or the clock. For each kind of event there is a "
     "call that sleeps until "
     "it comes: semaphores, pipes, message queues, wait, pause, poll.",
     "man 7 sem_overview, man 2 semop, man 2 pause"},
    {"pipe.end-left-open", Warning, "a process keeps a pipe end that it never uses",
     "After fork both processes hold both ends of a pipe. Whoever does not need an end must close it; here one stayed "
     "open that its holder "
     "neither reads nor writes.",
     "A reader sees the end of file only when nobody holds a writing end any more; a writer learns that nobody reads "
     "only when nobody "
     "holds a reading end. One forgotten end, even in the reader itself, and somebody waits for ever.",
     "Make a table: a row a process, a column a pipe end. Cross out what each process does not need and find, for each "
     "cross, the close in "
     "the source. dup2 makes a second descriptor: the first stays open.",
     "man 7 pipe, man 2 dup2, man 2 close"},
    {"fd.leaked-into-exec", Warning, "an executed program starts with descriptors that it was not meant to have",
     "Descriptors survive exec. The program that was executed holds, beside 0, 1 and 2, others that the program before "
     "it had opened.",
     "A pipe end held by a program that does not know of it keeps its reader from ever seeing the end of file. A file "
     "held so can be "
     "read or written by a program that should not.",
     "List the descriptors that are open at the exec line, and say for each what the new program needs it for. After "
     "dup2 the first "
     "descriptor is still there. ls -l /proc/PID/fd shows them.",
     "man 2 execve, man 2 open (O_CLOEXEC), man 2 dup2"},
    {"proc.zombie", Warning, "a child ended and nobody waited for it",
     "When a process ends the kernel keeps its exit status until its parent asks for it. Until then a dead entry, a "
     "zombie, stays in the "
     "process table. Here the parent went on with its work and never asked.",
     "Each zombie takes a place in the process table. A server that collects one with each client can start no more "
     "children one day.",
     "ps shows zombies as <defunct>. Count the forks and the waits on each path through the program; one wait collects "
     "one child.",
     "man 2 wait (NOTES), man 2 sigaction (SA_NOCLDWAIT)"},
    {"proc.orphan", Error, "a process outlives the program that started it",
     "The program ended while a process that it had started was still running.",
     "To whoever started the program it is over: the prompt is back, the next command runs. The process left behind "
     "still writes, still "
     "holds files and ports, and nobody collects its status.",
     "For each fork ask which line makes the parent wait for that child, on every path, also when something failed. "
     "For each child "
     "that runs for ever: who tells it to end?",
     "man 2 wait, man 2 kill"},
    {"proc.shell", Error, "a shell was started where the exercise forbids it",
     "system, popen or sh -c hand a line of text to a shell, which takes it apart and starts the programs. The "
     "exercise asks you to do that "
     "part yourself.",
     "A shell gives meaning to blanks, quotes, ; and $. Text that comes from a user then becomes commands: the oldest "
     "hole of all.",
     "Find the call that the finding names. The exercise's statement says which calls take its place.",
     "man 3 system (Caveats), man 3 exec"},
    {"proc.runaway-child", Error, "after a failed exec the child goes on in the parent's code",
     "exec returns only when it fails. The child is then still your program and executes the lines behind it, which "
     "were written for the "
     "parent.",
     "Now two processes do the parent's work: output appears twice, a wait waits for nothing, and a process more than "
     "expected is left.",
     "Look at the line right behind each exec: what does a process do that gets there? A message alone does not end "
     "it.",
     "man 3 exec (RETURN VALUE), man 2 _exit"},
    {"ipc.leak.msgqueue", Error, "a System V message queue is left behind",
     "A message queue does not go with the process that made it. It was still there after the last program had ended.",
     "It stays until the machine restarts. The next run finds the old messages in it, and one day the system's limit "
     "is reached.",
     "ipcs -q lists the queues that are there. Decide who is the last to use the queue; look also at the paths on "
     "which a program ends "
     "early.",
     "man 2 msgctl (IPC_RMID), man 1 ipcs, man 1 ipcrm"},
    {"ipc.leak.shm", Error, "a System V shared memory segment is left behind",
     "A segment does not go with the process that made it, and detaching does not remove it. It was still there after "
     "the last program "
     "had ended.",
     "It takes memory until the machine restarts, and the next run finds the old contents.",
     "ipcs -m lists the segments that are there. Decide who removes it and when; look also at the paths on which a "
     "program ends early.",
     "man 2 shmctl (IPC_RMID), man 7 sysvipc, man 1 ipcs"},
    {"ipc.leak.sem", Error, "a System V semaphore set is left behind",
     "A semaphore set does not go with the process that made it. It was still there after the last program had ended.",
     "The next run finds it with the old values, and waits or runs on where it should not. The system has few of them.",
     "ipcs -s lists the sets that are there. Decide who removes it and when; look also at the paths on which a program "
     "ends early.",
     "man 2 semctl (IPC_RMID), man 7 sysvipc, man 1 ipcs"},
    {"ipc.leak.posix-shm", Error, "a POSIX shared memory object is left behind",
     "An object made by shm_open has a name that stays, whoever closes or unmaps it.",
     "It takes memory until the machine restarts, and the next run finds the old contents.",
     "ls /dev/shm lists the objects that are there. Closing, unmapping and unlinking are three different things: which "
     "one is missing?",
     "man 7 shm_overview, man 3 shm_unlink"},
    {"ipc.leak.posix-sem", Error, "a POSIX named semaphore is left behind",
     "A semaphore made by sem_open has a name that stays, whoever closes it.",
     "The next run finds it with the old value, and waits or runs on where it should not.",
     "ls /dev/shm lists them as sem.NAME. Closing a semaphore and removing its name are different things.",
     "man 7 sem_overview, man 3 sem_unlink"},
    {"ipc.leak.posix-mq", Error, "a POSIX message queue is left behind",
     "A queue made by mq_open has a name that stays, whoever closes it.",
     "The next run finds the old messages in it, and one day the system's limit is reached.",
     "Closing a queue and removing its name are different things. Where /dev/mqueue is mounted, ls shows the queues.",
     "man 7 mq_overview, man 3 mq_unlink"},
    {"ipc.leak.fifo", Error, "a FIFO is left behind",
     "A FIFO is a name in a folder. The name stays when everybody has closed it.",
     "The next run fails where it makes the FIFO, or meets a process that it did not expect at the other end.",
     "Look at who is the last to need the name. It may go as soon as both sides have opened it.",
     "man 7 fifo, man 2 unlink"},
    {"ipc.leak.socket-file", Error, "a socket's file is left behind",
     "bind makes a file for a Unix socket. The file stays when the socket is closed.",
     "The next bind to the same path fails with \"Address already in use\", although nobody listens there.",
     "Look at every path on which the server ends, also the one through a signal.", "man 7 unix, man 2 unlink"},
    {"ipc.leak.file", Error, "a temporary file is left behind",
     "The program made a file that the exercise does not ask for, and did not remove it.",
     "Such files fill folders, and a second run at the same time uses the same name.",
     "Look at where the file is opened and whether it is needed at all. A file of which only the descriptor is needed "
     "can lose its name at "
     "once.",
     "man 2 open, man 2 unlink, man 3 mkstemp"},
    {"ipc.not-detached", Note, "a shared segment is still attached when the process ends",
     "The process ended without shmdt or munmap. The kernel does it then, so nothing is lost.",
     "In a program that lives on each attachment takes address space, and a removed segment goes only when its last "
     "user has let go.",
     "Look for the call that takes back each shmat or mmap.", "man 2 shmdt, man 2 munmap"},
    {"ipc.permissions", Warning, "an object is created with another mode than stated",
     "The mode given at creation decides who may use the object: read and write bits for the owner, the group and all "
     "others, as for files. "
     "It is not the one that the exercise states.",
     "Too little, and the other side (another user) is refused. Too much, and anybody may read or destroy the data.",
     "The mode is an octal number in C only with a leading 0: 666 and 0666 are different numbers. Without any bits "
     "nobody but root may use "
     "the object. For files the umask takes bits away; System V queues, segments and semaphores have no umask.",
     "man 7 sysvipc, man 2 open, man 2 umask"},
    {"msg.size-includes-type", Error, "the message size counts the type as well",
     "The size given to msgsnd and msgrcv is that of the text alone, without the long in front of it that holds the "
     "type. Here it is larger "
     "than the text can be.",
     "msgsnd then reads behind the end of the struct and sends whatever lies there; msgrcv may write behind it and "
     "destroy other data. "
     "It often seems to work, which makes it hard to find later.",
     "Look at the third argument and compare it with the size of the member mtext.", "man 2 msgsnd"},
    {"topology.missing", Error, "data did not go the way that the exercise's picture shows",
     "The exercise shows which process hands data to which, and through what. One of these ways was not used: no data "
     "went there, or the "
     "program at one end of it was never executed.",
     "The output may be right all the same. What is practised here is the way itself.",
     "Draw what your program does: a circle a process, an arrow a pipe or queue, and the descriptor's number at each "
     "end. Compare with "
     "the picture in the statement. ipclab trace draws what really was.",
     "the exercise's statement, man 7 pipe, man 2 dup2"},
    {"topology.extra", Error, "data went a way that the exercise's picture does not show",
     "Data went between processes through an object that the picture does not have, or a program did itself what "
     "another one should do.",
     "A second way round makes the first one needless: the program would be right without what is practised here.",
     "Look at the calls that the finding names, and ask which process should do this part of the work.",
     "the exercise's statement"},
    {"syscall.unchecked", Warning, "a call failed and the program went on as though it had not",
     "The call returned an error, and what follows uses its result as if it had worked.",
     "The program fails later, somewhere else, with a symptom that has nothing to do with the cause. Or it reports "
     "success for work that "
     "was not done.",
     "Read in the RETURN VALUE section of the call's man page what it returns on failure, and say for each call what "
     "shall happen then.",
     "man 3 errno, man 3 perror"},
    {"signal.not-handled", Error, "a signal that must be handled is not",
     "The signal had its default effect (the process died or stopped), or it was ignored. The exercise asks for a "
     "reaction of the program's "
     "own.",
     "Without it the program ends in the middle of its work: buffers are not written and IPC objects stay.",
     "Look which signals the program prepares for, under which names, and whether that happens before the signal can "
     "come. After exec "
     "handlers are gone. Some signals can never be handled.",
     "man 7 signal, man 2 sigaction"},
    {"signal.unsafe-handler", Warning, "a handler calls a function that is not safe there",
     "A signal interrupts the program anywhere, also in the middle of printf or malloc. If the handler then calls the "
     "same function, it finds "
     "its data half changed.",
     "Mostly nothing happens. Now and then the program hangs, prints a text twice or crashes, and nobody can repeat "
     "it.",
     "Compare each function that the handler calls with the list in the manual. A handler that only notes that the "
     "signal came, and leaves the "
     "rest to the main program, is always safe.",
     "man 7 signal-safety"},
    {"signal.eintr", Error, "an interrupted call is taken for a failure",
     "A signal whose handler returns can end a sleeping call early. The call then fails with EINTR: nothing is broken, "
     "it was only "
     "interrupted.",
     "A program that gives up there dies from a harmless signal, and only when it comes at that moment.",
     "Look at the call that the finding names and at what the program does when errno is EINTR. semop, msgsnd and "
     "msgrcv always end so, also "
     "with SA_RESTART.",
     "man 7 signal (Interruption of system calls), man 2 sigaction"},
    {"stream.eof-ignored", Error, "the end of the data is taken for data",
     "read or recv returned 0: the other side has closed, nothing more will come. The program went on as though bytes "
     "had arrived.",
     "It then works on old or random bytes, or asks again for ever.",
     "read has three kinds of result: more than 0, 0 and less than 0. Find for each of them the line that deals with "
     "it.",
     "man 2 read (RETURN VALUE), man 2 recv"},
    {"stream.partial-read", Error, "one read is taken for one message",
     "A pipe or a stream socket hands on bytes, not messages. One read may bring half a message, or two and a half.",
     "With short messages on one machine it nearly always works. Over a network, or under load, it does not.",
     "What tells your reader where a message ends? Look at what happens when this end has not come yet, and when more "
     "came behind it.",
     "man 7 tcp, man 2 read"},
    {"stream.partial-write", Error, "one write is taken for all of it",
     "write and send may accept fewer bytes than they were given, and return how many. The rest was not sent.",
     "The missing part shows only with much data, or with a slow reader.",
     "Look at whether the result of write is compared with the number asked for, and at what happens with the rest.",
     "man 2 write (RETURN VALUE), man 2 send"},
    {"sock.no-reuseaddr", Warning, "the server can't be restarted at once on the same port",
     "After a server has ended its port stays reserved for a while (TIME_WAIT) for late packets of old connections. "
     "bind then fails with "
     "\"Address already in use\".",
     "Each restart makes everybody wait for a minute.",
     "There is an option of the socket, set before bind, for exactly this case.", "man 7 socket, man 7 ip"},
    {"sock.one-client", Error, "one idle client keeps the others from being served",
     "The server sleeps in a call that waits for one client. Another client has connected and gets no answer, however "
     "long it waits.",
     "One client that says nothing, on purpose or because its line is down, stops the service for all.",
     "Look at the call in which the server sleeps: which events can wake it? A new client, or another one's line, must "
     "be among them.",
     "man 2 accept, man 2 poll, man 2 fork, man 7 pthreads"},
    {"race.schedule-dependent", Error, "the result depends on who runs first",
     "The same program with the same input gave another result when its processes took turns in another order. Each "
     "order is one that the "
     "kernel may choose.",
     "It works on your machine, today. On another one, or under load, it does not.",
     "The finding names two lines. Ask what makes sure that the one comes before the other. If only speed does, "
     "nothing does.",
     "man 7 sem_overview, man 7 pipe, man 2 wait"},
    {"race.sleep-as-sync", Error, "the order rests on sleep",
     "One process sleeps so that another one gets its work done meanwhile. Nothing but hope makes the sleep long "
     "enough.",
     "On a busy machine it is too short and the result is wrong. Everywhere else it is too long and the program slow.",
     "For each sleep ask: what am I waiting for? Then find the call that waits for just that.",
     "man 3 sleep, man 2 wait, man 7 sem_overview"},
    {"race.data", Error, "two processes touch the same shared bytes and nothing orders them",
     "At least one of them writes, and no semaphore, lock or message makes the one wait for the other.",
     "The reader may see old data, new data or a mixture. An increment of both may count once.",
     "The finding names both lines. Which call lies between them, in either process, that the other one must have "
     "passed?",
     "man 7 sem_overview, man 3 pthread_mutex_lock"},
    {"memory.error", Error, "memory is used wrongly",
     "The program was run again with checks on each access: it reads or writes outside of an array, uses memory that "
     "was freed, or computes "
     "something that C leaves undefined.",
     "What then happens depends on what happens to lie there: nothing, a crash far away, or somebody else's code "
     "running in your program.",
     "Go to the line named and compare the index or size with that of the array. For strings count the terminating "
     "zero byte.",
     "man 3 string, man 1 gcc (-fsanitize=address)"},
    {"sandbox.violation", Error, "the program tried something that the sandbox refuses",
     "The program made a call that no exercise needs and that could reach beyond the sandbox. It was refused (EPERM).",
     "Submissions are run on machines that others use as well.",
     "Look at the line named. If it is not meant for the exercise, leave it out; if you think that it is needed, ask "
     "your instructor.",
     "man 2 seccomp"},
});

}  // namespace

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Note:
      return "note";
    case Warning:
      return "warning";
    case Error:
      break;
  }
  return "error";
}

std::span<const FindingInfo> finding_catalog() {
  return kCatalog;
}

const FindingInfo* finding_info(std::string_view id) {
  const auto found =
      std::find_if(kCatalog.begin(), kCatalog.end(), [&](const FindingInfo& info) { return info.id == id; });
  return found == kCatalog.end() ? nullptr : &*found;
}

}  // namespace ipclab
