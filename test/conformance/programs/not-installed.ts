/** Why a program cannot be had on this machine: not a verdict about anything. */
export class NotInstalled extends Error {}
