// What a signal handler may call.
#pragma once

#include <string_view>

namespace ipclab {

/// A handler may call the function whatever it has interrupted: man 7 signal-safety lists it, or it does nothing but
/// one call to the kernel. `function` is a library's function, or the canonical name of a call (vocabulary.h).
bool is_async_signal_safe(std::string_view function);

}  // namespace ipclab
