import type { Operations } from "../../call.ts";
import { authenticate } from "./authenticate.ts";
import { getSigninToken, login } from "./federation.ts";
import { logout } from "./logout.ts";
import { switchRole } from "./switch-role.ts";

/** The console's sign-in pages. Their answers are JSON and have status 200 also when they refuse. */
export const signinOperations: Operations = {
  Authenticate: authenticate,
  GetSigninToken: getSigninToken,
  Login: login,
  Logout: logout,
  SwitchRole: switchRole,
};
