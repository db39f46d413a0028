import { Injectable } from '@nestjs/common';
import { Subject } from 'rxjs';

/** Bodies that the HTTP server refused (no JSON, too large, another media type): the code of a route never hears of them. */
@Injectable()
export class RefusedBodies {
  /** The pattern of the route, such as `/predict/batch`, of each refused body. */
  readonly routes = new Subject<string>();
}
