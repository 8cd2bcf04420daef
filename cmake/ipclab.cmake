# Options for our own code, and one static library a folder.

add_library(ipclab_options INTERFACE)
target_include_directories(ipclab_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(ipclab_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Werror)
# gcc 12 takes std::string's own copies for overlapping ones with -O3 (gcc bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(ipclab_options INTERFACE -Wno-restrict)
endif()
if(IPCLAB_SANITIZE)
  target_compile_options(ipclab_options INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(ipclab_options INTERFACE -fsanitize=address,undefined)
endif()

# ipclab_library(NAME DEPENDENCY...): the sources of the current folder as library ipclab_NAME.
function(ipclab_library name)
  file(GLOB sources CONFIGURE_DEPENDS *.cc)
  if(NOT sources)
    return()
  endif()
  add_library(ipclab_${name} STATIC ${sources})
  target_link_libraries(ipclab_${name} PUBLIC ipclab_options ${ARGN})
endfunction()
