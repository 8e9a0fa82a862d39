import { join } from "node:path";
import type { Dice } from "./dice.ts";
import type { Host } from "./host.ts";
import type { Fate, Life, LifeWatch } from "./life.ts";
import { accountsOf, type PoolShape } from "./pool.ts";
import { ROOT, type World } from "./world/world.ts";

/** Decides when the daemon is hit, at a change of the world. */
export class Strikes {
	crash: "before" | "after" | null = null;
	freeze = false;
	/** What becomes of given changes, counted over all lives: for histories that are told, not rolled. */
	told: ReadonlyMap<number, Fate> = new Map();
	/** Every change that a life was about to make, in order: the first one is number 1. */
	readonly changes: string[] = [];

	readonly before: LifeWatch["before"] = (_life, name) => {
		this.changes.push(name);
		const rolled = this.crash;
		this.crash = null;
		return rolled === null ? (this.told.get(this.changes.length) ?? "go") : `crash-${rolled}`;
	};

	readonly freezes = (_life: Life): boolean => {
		const now = this.freeze;
		this.freeze = false;
		return now;
	};
}

/** Everything that may go wrong in the next `windowMs`, as the dice say. */
export function planChaos(
	world: World,
	host: Host,
	strikes: Strikes,
	shape: PoolShape,
	windowMs: number,
): void {
	const { dice, timeline } = world;
	const sometime = (run: () => void): void => timeline.after(dice.between(0, windowMs), run);
	const spell = (name: string, longestMs: number, begin: () => void, end: () => void): void =>
		sometime(() => {
			world.note(`${name} begins`);
			begin();
			timeline.after(dice.between(2000, longestMs), () => {
				world.note(`${name} ends`);
				end();
			});
		});
	for (let crashes = dice.pick(0, 0, 1, 1, 2, 3, 6); crashes > 0; crashes--) {
		sometime(() => {
			strikes.crash = dice.pick("before", "after");
		});
	}
	if (dice.chance(0.35)) sometime(() => goStale(world, host, strikes));
	if (dice.chance(0.2)) sometime(() => host.daemon?.stop());
	for (let kills = dice.pick(0, 0, 1, 2); kills > 0; kills--) sometime(() => killOne(world));
	if (dice.chance(0.25)) {
		spell(
			"5xx storm",
			40_000,
			() => setStorm(world, true),
			() => setStorm(world, false),
		);
	}
	if (dice.chance(0.1)) {
		spell(
			"full disk",
			20_000,
			() => setFull(world, true),
			() => setFull(world, false),
		);
	}
	if (dice.chance(0.08)) sometime(() => dieTogether(world, host, "tmux"));
	if (dice.chance(0.08)) sometime(() => dieTogether(world, host, "power"));
	if (dice.chance(0.08)) {
		sometime(() => setClock(world, host, dice.pick(-3_600_000, 3_600_000)));
	}
	if (dice.chance(0.08)) sometime(() => tamper(world, dice.pick(...accountsOf(shape))));
	if (dice.chance(0.2)) {
		const { machine } = world;
		spell(
			"a tmux that hangs",
			30_000,
			() => machine.hang(),
			() => machine.goOn(),
		);
	}
	world.startFate = () => startFate(dice);
}

/** Ends all that was going wrong: what is left must come right by itself. */
export function calm(world: World, host: Host, strikes: Strikes, shape: PoolShape): void {
	world.note("--- calm ---");
	strikes.crash = null;
	strikes.freeze = false;
	setStorm(world, false);
	setFull(world, false);
	world.machine.goOn();
	for (const life of host.lives) life.thaw();
	for (const account of accountsOf(shape)) {
		const link = join(ROOT, "homes", account, "projects");
		if (world.tampered.delete(account)) world.disk.remove(link);
	}
	world.startFate = () => ({ startMs: 400, refuses: null, lingersMs: 0 });
	world.timeline.after(5_000, () => setClock(world, host, 0));
}

function startFate(dice: Dice) {
	const startMs = dice.chance(0.06) ? dice.between(5_000, 80_000) : dice.between(200, 1_200);
	const refuses = dice.chance(0.03) ? 1 : null;
	return { startMs, refuses, lingersMs: dice.chance(0.03) ? dice.between(5_000, 40_000) : 0 };
}

/** SIGSTOP; somebody starts a second daemon in spite of it; then SIGCONT. */
function goStale(world: World, host: Host, strikes: Strikes): void {
	const { dice, timeline } = world;
	const old = host.newest;
	if (old === null || old.gone) return;
	strikes.freeze = true;
	const second = dice.between(500, 8_000);
	timeline.after(second, () => {
		if (!old.frozen || host.newest !== old) return;
		world.note(`${old.name} stands still; a second daemon is started`);
		host.start();
	});
	timeline.after(second + dice.between(100, 15_000), () => {
		if (old.frozen) world.note(`${old.name} goes on`);
		old.thaw();
	});
}

function killOne(world: World): void {
	const living = world.machine.living();
	if (living.length === 0) return;
	const { pid, launch } = world.dice.pick(...living);
	world.note(`kill -9 of ${launch.name} (${pid})`);
	world.machine.kill(pid);
}

function setStorm(world: World, on: boolean): void {
	world.provider.storm = on;
}

function setFull(world: World, on: boolean): void {
	world.disk.full = on;
}

function dieTogether(world: World, host: Host, what: "tmux" | "power"): void {
	world.note(what === "tmux" ? "the tmux server dies" : "the machine loses its power");
	world.machine.killServer();
	if (what === "tmux") return;
	for (const life of host.lives) if (life !== host.newest) life.gone = true;
	world.disk.powerLoss(() => world.dice.roll());
	host.kill();
}

/**
 * Sets the clock, while a daemon is there to see it and has read all hooks. What is dropped around that moment by a
 * clock that goes back is read in the clock's order, and so in the wrong one: that much is not promised.
 */
function setClock(world: World, host: Host, wrongBy: number): void {
	const { timeline } = world;
	if (timeline.wrongBy === wrongBy) return;
	const life = host.newest;
	const seen = host.daemon !== null && life !== null && !life.frozen && !life.gone;
	if (!seen || world.hooksWait()) {
		timeline.after(100, () => setClock(world, host, wrongBy));
		return;
	}
	world.note(`the clock is set: wrong by ${wrongBy / 3_600_000} h`);
	world.jumped = true;
	timeline.wrongBy = wrongBy;
}

function tamper(world: World, account: string): void {
	const link = join(ROOT, "homes", account, "projects");
	// Under a program that runs, nobody could tell what was written where.
	if (world.machine.living().some(({ pid }) => world.agents.get(pid)?.account === account)) return;
	world.note(`somebody turns ${link} elsewhere`);
	world.tampered.add(account);
	world.disk.remove(link);
	world.disk.folder(join(ROOT, "elsewhere"));
	world.disk.link(join(ROOT, "elsewhere"), link);
}
