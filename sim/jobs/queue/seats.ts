import type { Seat } from "../processes.ts";

/** Where one job is done at a time, and what it has. */
export interface TakenSeat extends Seat {
  /** When the last job in it ended, in milliseconds of `performance`. */
  ended: number;
}

interface Place {
  readonly seat: TakenSeat;
  /** Jobs in it: one that is done, and perhaps one behind it. */
  jobs: number;
  /** What they are of; another job of it may lie behind the first. Undefined where none may. */
  of: object | undefined;
}

interface Waiting {
  readonly of: object | undefined;
  readonly sit: (place: Place) => void;
}

/**
 * Seats for so many jobs at once. The others wait their turn, up to one a seat in the seat itself.
 *
 * @example
 * const tried = await seats.use(lane, (seat) => processes.performBehind(seat, 100, job, options));
 */
export class Seats {
  readonly #places: readonly Place[];
  readonly #waiting: Waiting[] = [];

  constructor(count: number) {
    this.#places = Array.from({ length: count }, () => ({
      seat: { process: undefined, ended: -Infinity },
      jobs: 0,
      of: undefined,
    }));
  }

  /**
   * @param of whose other jobs it may lie behind, and they behind it; undefined for a seat of its own
   * @param work gives undefined where it lay behind another and was not begun: it is done again, in a seat of its own
   */
  async use<T>(of: object | undefined, work: (seat: TakenSeat) => Promise<T | undefined>): Promise<T> {
    const place = await this.#take(of);
    let done: T | undefined;
    try {
      done = await work(place.seat);
      // What is done there takes long: nobody waits for it.
      if (done === undefined) place.of = undefined;
    } finally {
      this.#leave(place);
    }
    return done ?? this.use(undefined, work);
  }

  async #take(of: object | undefined): Promise<Place> {
    const place = this.#places.find(({ jobs }) => jobs === 0) ?? this.#places.find((one) => this.#isOpen(one, of));
    if (!place) return new Promise((sit) => this.#waiting.push({ of, sit }));
    this.#sit(place, of);
    return place;
  }

  #isOpen(place: Place, of: object | undefined): boolean {
    return place.jobs === 0 || (place.jobs === 1 && of !== undefined && place.of === of);
  }

  #sit(place: Place, of: object | undefined): void {
    if (place.jobs === 0) place.of = of;
    place.jobs++;
  }

  #leave(place: Place): void {
    place.jobs--;
    place.seat.ended = performance.now();
    const next = this.#waiting.findIndex(({ of }) => this.#isOpen(place, of));
    if (next < 0) return;
    const [{ of, sit }] = this.#waiting.splice(next, 1) as [Waiting];
    this.#sit(place, of);
    sit(place);
  }
}
