import { playRecording } from './play.ts'

playRecording('hollo')
