/** The categories the model chooses from when something needs attention. */
import { categories } from '#kernel/severity.ts';

/** Every category but `routine`, in the order the weights were learned in. */
export const troubles = categories.filter((category) => category !== 'routine');
