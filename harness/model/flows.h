// Bytes between processes and objects. Internal to the model.
#pragma once

#include "harness/model/state.h"

namespace ipclab::model {

void bytes_read(const ReturnedCall&);     ///< read, recv
void bytes_written(const ReturnedCall&);  ///< write, send
void bytes_moved(const ReturnedCall&);    ///< splice, tee, sendfile
void pages_spliced(const ReturnedCall&);  ///< vmsplice
void message_sent(const ReturnedCall&);   ///< msgsnd
void message_received(const ReturnedCall&);
void queue_sent(const ReturnedCall&);  ///< mq_send
void queue_received(const ReturnedCall&);

}  // namespace ipclab::model
