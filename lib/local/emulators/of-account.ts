/** Starts an emulator that reads its account and region from the environment, as kinesalite and dynalite do once, when they start. */

/** The emulator's ARNs and sentences name this account; the environment is as before afterwards. */
export const ofAccount = <Emulator>(account: string, region: string, start: () => Emulator): Emulator => {
  const wanted = { AWS_ACCOUNT_ID: account, AWS_REGION: region };
  const before = Object.keys(wanted).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, wanted);
  try {
    return start();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
};
