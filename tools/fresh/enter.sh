#!/bin/sh
# enter.sh ROOT USER [PATH...] -- COMMAND...: runs COMMAND as USER in the folder ROOT as its root, where each PATH of
# this machine is seen read-only at the same place. Expects mount and process namespaces of its own: all that it mounts
# ends with them. It uses pivot_root, since in a chroot Linux allows no user namespaces, and so no bubblewrap.
set -eu
root=$1
user=$2
shift 2

mount --bind "$root" "$root"
cd "$root"
mount -t proc proc proc
mount --rbind /dev dev
mount -t tmpfs -o mode=1777 tmpfs dev/shm
mount --rbind /sys sys
while [ "$1" != -- ]; do
    mount --bind "$1" ".$1"
    mount -o remount,bind,ro ".$1"
    shift
done
shift

pivot_root . .
umount -l .
cd /
# Not `exec`: with another user's rights, this process would no longer end with the one that started it.
code=0
setpriv --reuid "$user" --regid "$user" --init-groups "$@" || code=$?
exit "$code"
