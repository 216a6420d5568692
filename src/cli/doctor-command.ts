import { OKX_REGIONS, type OkxDemoBrokerConfig, okxDemoFromEnv } from '../config.ts';
import { ConfigurationError } from '../errors/index.ts';
import { doctor } from '../okx/doctor/doctor.ts';
import { reportText } from '../okx/doctor/finding.ts';

const HELP = `brokerkit doctor

Examines what OKX demo trading needs: keys, region, clock, permissions, account, instruments, limits,
streams. Nothing is traded.
Reads OKX_DEMO_API_KEY, OKX_DEMO_SECRET_KEY and OKX_DEMO_PASSPHRASE.

  --region NAME         where the account lives: global (default), eea or us
  --rest URL --ws URL   examine a mock on this machine in place of OKX`;

/** `brokerkit doctor`: the exit code is 0 when everything is in order. */
export async function doctorCommand(argv: readonly string[]): Promise<void> {
  if (argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  // Whatever broker is configured: this is about OKX.
  const report = await doctor({ ...okxDemoFromEnv(), ...optionsOf(argv) });
  process.stdout.write(`${reportText(report)}\n`);
  if (!report.healthy) process.exitCode = 1;
}

function optionsOf(argv: readonly string[]): Pick<OkxDemoBrokerConfig, 'region' | 'endpoints'> {
  const words = [...argv];
  const given: Record<string, string> = {};
  while (words.length > 0) {
    const flag = words.shift();
    const value = words.shift();
    if ((flag !== '--rest' && flag !== '--ws' && flag !== '--region') || value === undefined) {
      throw new ConfigurationError(`The doctor does not know ${JSON.stringify(flag)}. See brokerkit doctor --help.`, {
        code: 'config/invalid',
        details: { path: 'command' },
      });
    }
    given[flag.slice(2)] = value;
  }
  const region = OKX_REGIONS.find((name) => name === given.region);
  if (given.region !== undefined && region === undefined) {
    throw new ConfigurationError(`--region is ${OKX_REGIONS.join(', ')}, not ${JSON.stringify(given.region)}.`, {
      code: 'config/invalid',
      details: { path: 'region' },
    });
  }
  const where = region === undefined ? {} : { region };
  if (given.rest === undefined && given.ws === undefined) return where;
  if (given.rest === undefined || given.ws === undefined) {
    throw new ConfigurationError('A mock has two addresses: give --rest and --ws.', {
      code: 'config/invalid',
      details: { path: 'command' },
    });
  }
  return { ...where, endpoints: { rest: given.rest, ws: given.ws } };
}
