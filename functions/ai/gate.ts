/** Lets so many in at once; the others wait their turn, up to a time. */

/** Lets the next one in; calling it twice is calling it once. */
type Leave = () => void;

export interface Gate {
  /** Resolves when inside, or with undefined when `giveUp` came first. */
  enter(giveUp: AbortSignal): Promise<Leave | undefined>;
}

export const gateOf = (places: number): Gate => {
  let inside = 0;
  const waiting = new Set<() => void>();
  const leaveOnce = (): Leave => {
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      inside -= 1;
      const [next] = waiting;
      next?.();
    };
  };
  return {
    enter: (giveUp) =>
      new Promise((resolve) => {
        const come = (): void => {
          waiting.delete(come);
          giveUp.removeEventListener('abort', go);
          inside += 1;
          resolve(leaveOnce());
        };
        const go = (): void => {
          waiting.delete(come);
          resolve(undefined);
        };
        if (giveUp.aborted) go();
        else if (inside < places) come();
        else {
          waiting.add(come);
          giveUp.addEventListener('abort', go, { once: true });
        }
      }),
  };
};
