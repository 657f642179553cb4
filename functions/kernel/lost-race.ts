/** What a stage does when somebody else wrote first: reload and decide again, a few times. */
import { ConflictError } from './errors.ts';

const attempts = 5;

/** Runs `decide` again whenever it throws ConflictError; the fifth is thrown. `decide` reads anew each time and must bear being repeated. */
export const untilNoRaceIsLost = async <Result>(
  decide: () => Promise<Result>,
  onLost: (error: ConflictError) => void = () => {},
): Promise<Result> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await decide();
    } catch (error) {
      if (!(error instanceof ConflictError) || attempt === attempts) throw error;
      onLost(error);
    }
  }
};
