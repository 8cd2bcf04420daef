#!/bin/sh
# man.sh NAME SECTION SOURCE VERSION: a page of the manual from Markdown, compressed.
set -eu

# The page ipclab-exercise(5) and the document are one text; a page begins with its name.
page() {
  [ "$1" = ipclab-exercise ] || { cat; return; }
  printf '# NAME\n\nipclab-exercise - what an exercise for ipclab consists of\n\n# DESCRIPTION\n'
  sed '1d; s/^## /# /; s/^### /## /'
}

page "$1" < "$3" |
  lowdown -s -tman -Mtitle="$1" -Msection="$2" -Msource="ipclab $4" -Mvolume=ipclab |
  sed "1i'\\\\\" t" |
  gzip -9nc
