/** Words that tell what happened: two messages that differ in one of them are never of one kind. */
const text = `
ok okay good bad fine success successful successfully succeeded succeed fail fails failed failing failure failures error errors
warning warnings fatal critical panic alert info debug notice start starts started starting startup stop stops stopped stopping
open opens opened opening close closes closed closing begin begins began end ends ended finish finished finishing complete
completed completes completing done abort aborted aborting cancel canceled cancelled canceling cancelling connect connected
connecting disconnect disconnected disconnecting connection up down on off in out true false yes no null none enable enabled enabling disable
disabled disabling active inactive activate activated deactivate deactivated online offline available unavailable reachable
unreachable add adds added adding remove removes removed removing create creates created creating delete deletes deleted deleting
update updates updated updating insert inserted read reads reading write writes writing written load loads loaded loading unload
unloaded unloading send sends sent sending receive receives received receiving accept accepts accepted accepting reject rejects
rejected rejecting allow allowed allows deny denied denies grant granted refuse refused block blocked valid invalid known unknown
found missing present absent exist exists expected unexpected expire expired expires renew renewed lock locked locking unlock unlocked acquire
acquired release released releasing retry retrying retried timeout timed timeouts lost recovered recover recovering recovery restore restored corrupt
corrupted corrected uncorrectable correctable detected cleared clear raised full empty high low normal abnormal healthy unhealthy alive dead ready
pending running suspended resumed resume resuming suspend sleep wake master slave leader follower primary secondary backup
source destination client server input output request response mount mounted unmount unmounted register registered registering unregister
unregistered deregister deregistered login logout logged enter entered entering entry exit exited exiting leave leaving join joined
joining attach attached attaching detach detached detaching bind bound unbind submit submitted schedule scheduled launch launched launching kill killed killing
terminate terminated terminating crash crashed not cannot can without with over under before after increase increased decrease decreased
upgrade upgraded downgrade downgraded install installed uninstall uninstalled commit committed rollback
push pop get set put post head patch options trace slow fast retries dropped drop skip skipped skipping ignore ignored ignoring
first last min max minimum maximum total hit miss hits misses local remote internal external map reduce
changed unchanged same different assigned unassigned allocated deallocated free freed busy idle wait waiting waited
initialized initializing initialize uninitialized init finalize created
broken damaged degraded stuck hung frozen leaking leaked starving starved unstable unresponsive overloaded saturated flooded stale orphaned wrong
dirty lagging behind late outage unhandled illegal forbidden unauthorized collected evicted purged drained stalled throttled exhausted exceeded
interrupt interrupted exception instruction data tlb storage alignment parity cache machine check program floating
`;
export const tellingWords: ReadonlySet<string> = new Set(text.split(/\s+/).filter((w) => w !== ''));

/** Of these, what tells even as a part of a name: `onSleep` and `onWake`, `JOB_FAILED` and `JOB_DONE`. */
export const tellingParts: ReadonlySet<string> = new Set(
  `fail failed failure success succeeded error on off start started stop stopped open opened close closed begin end register deregister unregister
enable disable enabled disabled up down sleep wake add remove create delete insert get set connect disconnect connected disconnected lock unlock load
unload acquire release allow deny accept reject abort commit launch kill true false active inactive online offline mount unmount attach detach
copy read write send receive done lost`.split(/\s+/),
);

/** A name with one of these as a part names a trouble, not a thing: which exception it was tells what happened. */
export const troubleParts: ReadonlySet<string> = new Set(
  `error exception failure fault panic timeout overflow denied refused unavailable exhausted unreachable killed crash deadlock corrupt corruption violation
oom evicted backoff unhealthy forbidden unauthorized throttled throttling rejected aborted expired invalid mismatch`.split(/\s+/),
);
